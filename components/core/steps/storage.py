"""Disks that storage takes as a whole, and the data on them."""

from ..spec.model import ClusterSpec, Host, RookCeph
from .sheet import Sheet
from .step import SCRIPT_REVISIONS, Step


def raw_devices_step(spec: ClusterSpec, ceph: RookCeph, host: Host) -> Step:
    """create, update: refuse devices of this host that hold something, before Ceph is asked to take them."""
    [devices] = [node.devices for node in ceph.nodes if node.name == host.name]
    parameters = {
        "REVISION": str(SCRIPT_REVISIONS["raw-devices"]),
        "CLUSTER": spec.name,
        "NODE": host.name,
        "DATA_DIR": ceph.data_dir,
        "DEVICES": "\n".join(devices),
    }
    return Step("raw-devices", Sheet(parameters), frozenset({"create", "update"}))


def data_guard_step(spec: ClusterSpec, ceph: RookCeph) -> Step:
    """delete: refuse while volumes are in use, or data is there that nobody gave up. It runs on a control plane."""
    parameters = {
        "REVISION": str(SCRIPT_REVISIONS["data-guard"]),
        "CLUSTER": spec.name,
        "DESTROY": "yes" if ceph.destroy_data else "no",
    }
    return Step("data-guard", Sheet(parameters), frozenset({"create", "update", "delete"}))
