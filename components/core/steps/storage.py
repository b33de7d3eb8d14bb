"""The steps about disks that Ceph takes as a whole, and the data on them."""

import hashlib
import json
from collections.abc import Mapping, Sequence

from ..config.addons.rook_ceph import RookCeph
from ..config.model import ClusterSpec, Host, Json
from .step import Step


def raw_devices_step(spec: ClusterSpec, ceph: RookCeph, host: Host) -> Step:
    """Returns the step. create, update: refuse devices of this host that are not empty, before Ceph takes them."""
    [devices] = [node.devices for node in ceph.nodes if node.name == host.name]
    parameters = {
        "NODE": host.name,
        "DATA_DIR": ceph.data_dir,
        "DEVICES": "\n".join(devices),
    }
    return Step.of("raw-devices", spec, None, {"create", "update"}, **parameters)


def data_guard_step(spec: ClusterSpec, ceph: RookCeph) -> Step:
    """Returns the step, which runs on a control plane. delete: fail while volumes are in use, or data was not given up."""
    return Step.of("data-guard", spec, None, {"create", "update", "delete"}, DESTROY="yes" if ceph.destroy_data else "no")


def ceph_ready_step(spec: ClusterSpec, ceph: RookCeph, objects: Sequence[Mapping[str, Json]]) -> Step:
    """Returns the step, which runs on a control plane. create, update: wait until Rook reports these objects as ready."""
    parameters = {
        "OBJECTS": "\n".join(_reference(each) for each in objects),
        "PATIENCE": str(ceph.timeout_seconds),
        "VERSION": ceph.version,
        "DIGEST": hashlib.sha256(json.dumps(list(objects), sort_keys=True).encode()).hexdigest(),
    }
    return Step.of("ceph-ready", spec, None, {"create", "update"}, **parameters)


def _reference(manifest: Mapping[str, Json]) -> str:
    metadata = manifest["metadata"]
    assert isinstance(metadata, dict)
    return f"{str(manifest['kind']).lower()}/{metadata['name']}"
