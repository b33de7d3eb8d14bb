"""The last step of a host (`cleanup`), which removes what no other step in the state removes."""

from ..config.model import ClusterSpec, ExternalEtcd, Host, StackedEtcd
from .step import Step
from .system import system_of


def cleanup_step(spec: ClusterSpec, host: Host) -> Step:
    """Returns the step. delete: undo a creation that was killed, and so is not in the state; then remove the scripts.

    All other steps of the host depend on it, so it is in the state before them and is deleted after them.
    """
    return Step.of("cleanup", spec, host, {"delete"}, **system_of(host), **_data(spec))


def _data(spec: ClusterSpec) -> dict[str, str]:
    """Returns the data directories of a stacked and of an external member of etcd, "" for one that the cluster does not have."""
    stacked = spec.etcd.data_dir if isinstance(spec.etcd, StackedEtcd) else ""
    external = spec.etcd.data_dir if isinstance(spec.etcd, ExternalEtcd) else ""
    return {"ETCD_DATA_DIR": stacked, "DATA_DIR": external}
