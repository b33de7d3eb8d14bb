"""Rook, which runs Ceph on disks of nodes: block devices, a filesystem, an object store (https://rook.io).

Definitions are applied first, then the operators, then the objects of Ceph, so that a new version of Rook has rolled out before Ceph
is updated.
"""

from typing import Final

from ..core.config.addons.rook_ceph import RookCeph
from ..core.config.model import ClusterSpec
from .addon import Addon
from .ceph_objects import ceph_objects, storage_classes
from .materials import Materials

OPERATOR: Final = "rook-ceph-operator"


def rook_ceph(wanted: RookCeph, cluster: ClusterSpec, materials: Materials) -> Addon:
    """Returns the operators of its manifests, and the Ceph cluster of the stack file.

    Raises:
        ManifestError: a manifest cannot be fetched, or is not one that the project publishes.
    """
    facts = wanted.facts
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
