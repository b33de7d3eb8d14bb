"""Rook, which runs Ceph on disks of nodes: block devices, a filesystem, an object store (https://rook.io).

Its objects stand in their manifest's order in the waves: definitions, operators, then the Ceph that they make. So a new version
of Rook has rolled out before Ceph gets one.
"""

from typing import Final

from ..core.catalogue import CATALOGUE
from ..core.spec.model import ClusterSpec, RookCeph
from .addon import Addon
from .ceph_objects import ceph_objects, storage_classes
from .materials import Materials

OPERATOR: Final = "rook-ceph-operator"


def rook_ceph(wanted: RookCeph, cluster: ClusterSpec, materials: Materials) -> Addon:
    """The operators of its manifests, and the Ceph of the stack file.

    Raises:
        ManifestError: a manifest cannot be had, or is not what the project publishes.
    """
    facts = CATALOGUE["rookCeph"]
    manifests = {name: materials.objects(name) for name in facts.urls}
    manifests["operator"].find("Deployment", OPERATOR)
    published = [each for manifest in manifests.values() for each in manifest.objects]
    return Addon(
        name="rookCeph",
        version=wanted.version,
        needs=facts.needs,
        provides=facts.provides,
        keeps_data=True,
        objects=(*published, *storage_classes(wanted), *ceph_objects(wanted)),
    )
