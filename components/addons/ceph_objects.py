"""The Ceph cluster of a stack, as objects of Rook's kinds (https://rook.io/docs/rook/latest/CRDs/)."""

from collections.abc import Mapping
from typing import Any, Final

from ..api_object import FORCE_CONFLICTS
from ..core.config.addons.rook_ceph import RookCeph
from ..core.versions import minor_of
from .patches import DEFAULT_CLASS
from .workload import named

NAMESPACE: Final = "rook-ceph"
CLUSTER: Final = "rook-ceph"
API: Final = "ceph.rook.io/v1"
BLOCK: Final = "block"
FILESYSTEM: Final = "filesystem"
OBJECT_STORE: Final = "objects"
DATA_POOL: Final = "data"
CHOICE_OF_KEYS: Final = (1, 20)
"""The first minor of Rook with a field for the kind of Ceph's keys."""
CONFIRMATION: Final = "yes-really-destroy-data"
ROLES: Final = {
    "provisioner": ("provisioner", "controller-expand", "controller-publish"),
    "node": ("node-stage",),
}
"""The parameters of a StorageClass for Rook's two secrets of a driver."""


def ceph_objects(wanted: RookCeph) -> list[dict[str, Any]]:
    """Returns the cluster, then its pools, filesystems and object stores."""
    objects = ceph_services(wanted)
    if wanted.filesystem:
        group = {"name": "csi", "filesystemName": FILESYSTEM, "pinning": {"distributed": 1}}
        objects.append(_named("CephFilesystemSubVolumeGroup", f"{FILESYSTEM}-csi", group))
    return objects


def ceph_services(wanted: RookCeph) -> list[dict[str, Any]]:
    """Returns those of the objects that have a status of Rook, and are ready once they can be used."""
    objects = [_named("CephCluster", CLUSTER, _cluster(wanted))]
    if wanted.block:
        objects.append(_named("CephBlockPool", BLOCK, _pool(wanted)))
    if wanted.filesystem:
        objects.append(_named("CephFilesystem", FILESYSTEM, _filesystem(wanted)))
    if wanted.object_store:
        objects.append(_named("CephObjectStore", OBJECT_STORE, _object_store(wanted)))
    return objects


def storage_classes(wanted: RookCeph) -> list[dict[str, Any]]:
    """Yields a StorageClass for each kind of storage. `default_class` names the one for claims without a class."""
    classes = []
    if wanted.block:
        parameters = {"pool": BLOCK, "imageFormat": "2", "imageFeatures": "layering", "csi.storage.k8s.io/fstype": "ext4"}
        classes.append(_class("ceph-block", "rbd", parameters, wanted.default_class == BLOCK))
    if wanted.filesystem:
        parameters = {"fsName": FILESYSTEM, "pool": f"{FILESYSTEM}-{DATA_POOL}"}
        classes.append(_class("ceph-filesystem", "cephfs", parameters, wanted.default_class == FILESYSTEM))
    if wanted.object_store:
        parameters = {"objectStoreName": OBJECT_STORE, "objectStoreNamespace": NAMESPACE}
        bucket: dict[str, Any] = {"provisioner": f"{NAMESPACE}.ceph.rook.io/bucket", "reclaimPolicy": "Delete", "parameters": parameters}
        classes.append(named("storage.k8s.io/v1", "StorageClass", "ceph-bucket", **bucket))
    return classes


def _cluster(wanted: RookCeph) -> dict[str, Any]:
    # As Rook writes them back, so that a refresh finds nothing changed; for the same reason what is false or empty is left out everywhere.
    nodes = [{"name": node.name, "devices": [{"name": device} for device in node.devices], "resources": {}} for node in wanted.nodes]
    confirmed = {"confirmation": CONFIRMATION} if wanted.destroy_data else {}
    return {
        "cephVersion": {"image": wanted.ceph_image},
        **_security(wanted),
        "dataDirHostPath": wanted.data_dir,
        "mon": {"count": wanted.monitors},
        "mgr": {"count": wanted.managers},
        **({"dashboard": {"enabled": True, "ssl": True}} if wanted.dashboard else {}),
        "priorityClassNames": {"mon": "system-node-critical", "osd": "system-node-critical", "mgr": "system-cluster-critical"},
        "storage": {"useAllDevices": False, "nodes": nodes},
        "disruptionManagement": {"managePodBudgets": True},
        "cleanupPolicy": {**confirmed, "sanitizeDisks": {"method": "quick"}},
    }


def _security(wanted: RookCeph) -> dict[str, Any]:
    """Returns the kind of key that kernels before 7.0 know. Rook before 1.20 creates no other and refuses the field."""
    major, minor = minor_of(wanted.version.removeprefix("v")).split(".")
    return {"security": {"cephx": {"csi": {"keyType": "aes"}}}} if (int(major), int(minor)) >= CHOICE_OF_KEYS else {}


def _pool(wanted: RookCeph) -> dict[str, Any]:
    safe = {"requireSafeReplicaSize": True} if wanted.replicas > 1 else {}
    return {"failureDomain": wanted.failure_domain, "replicated": {"size": wanted.replicas, **safe}}


def _filesystem(wanted: RookCeph) -> dict[str, Any]:
    return {
        "metadataPool": _pool(wanted),
        "dataPools": [{"name": DATA_POOL, **_pool(wanted)}],
        **({} if wanted.destroy_data else {"preserveFilesystemOnDelete": True}),
        "metadataServer": {"activeCount": 1, "activeStandby": True, "priorityClassName": "system-cluster-critical"},
    }


def _object_store(wanted: RookCeph) -> dict[str, Any]:
    return {
        "metadataPool": _pool(wanted),
        "dataPool": _pool(wanted),
        **({} if wanted.destroy_data else {"preservePoolsOnDelete": True}),
        "gateway": {"port": 80, "instances": 1, "priorityClassName": "system-cluster-critical"},
    }


def _class(name: str, driver: str, parameters: Mapping[str, str], default: bool) -> dict[str, Any]:
    secrets = {
        f"csi.storage.k8s.io/{use}-secret-{part}": value
        for role, uses in ROLES.items()
        for use in uses
        for part, value in (("name", f"rook-csi-{driver}-{role}"), ("namespace", NAMESPACE))
    }
    made = named(
        "storage.k8s.io/v1",
        "StorageClass",
        name,
        provisioner=f"{NAMESPACE}.{driver}.csi.ceph.com",
        parameters={"clusterID": NAMESPACE, **parameters, **secrets},
        allowVolumeExpansion=True,
        reclaimPolicy="Delete",
    )
    made["metadata"]["annotations"] = {DEFAULT_CLASS: str(default).lower()}
    return made


def _named(kind: str, name: str, spec: Mapping[str, Any]) -> dict[str, Any]:
    """Returns an object whose changes force conflicts: Rook writes the whole spec back as field manager, lists as one field."""
    made = named(API, kind, name, NAMESPACE, spec={**spec})
    made["metadata"]["annotations"] = {**FORCE_CONFLICTS}
    return made
