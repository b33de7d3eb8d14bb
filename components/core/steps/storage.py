"""Disks that storage takes as a whole, and the data on them."""

import hashlib
import json
from collections.abc import Mapping, Sequence

from ..spec.model import ClusterSpec, Host, Json, RookCeph
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


def ceph_ready_step(spec: ClusterSpec, ceph: RookCeph, objects: Sequence[Mapping[str, Json]]) -> Step:
    """create, update: wait until these objects are ready by Rook's word. It runs on a control plane."""
    parameters = {
        "REVISION": str(SCRIPT_REVISIONS["ceph-ready"]),
        "CLUSTER": spec.name,
        "OBJECTS": "\n".join(_reference(each) for each in objects),
        "PATIENCE": str(ceph.timeout_seconds),
        "VERSION": ceph.version,
        "DIGEST": hashlib.sha256(json.dumps(list(objects), sort_keys=True).encode()).hexdigest(),
    }
    return Step("ceph-ready", Sheet(parameters), frozenset({"create", "update"}))


def _reference(manifest: Mapping[str, Json]) -> str:
    metadata = manifest["metadata"]
    assert isinstance(metadata, dict)
    return f"{str(manifest['kind']).lower()}/{metadata['name']}"
