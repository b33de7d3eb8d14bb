"""The edits that a team makes of one stack file in a year, and the cluster that they begin with."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from tests.core.config.documents import apt_key, changed, host_key

Document = dict[str, Any]


def host(name: str, address: str) -> Document:
    """A host as a stack file has it."""
    return {"name": name, "address": address, "hostKey": host_key(int(address.rpartition(".")[2]) % 200)}


def base() -> Document:
    """Three control planes behind two load balancers, a pool of eight workers and one of two."""
    return {
        "name": "prod",
        "kubernetesVersion": "1.36.3",
        "endpoint": "api.prod.example.com:6443",
        "ssh": {"user": "admin"},
        "loadBalancer": {"type": "haproxy", "vip": "10.30.0.100/24", "hosts": [host("lb-1", "10.30.0.5"), host("lb-2", "10.30.0.6")]},
        "controlPlane": {"initHost": "cp-1", "hosts": [host(f"cp-{number}", f"10.30.0.{10 + number}") for number in (1, 2, 3)]},
        "workerPools": [
            {
                "name": "general",
                "maxUnavailable": 2,
                "drain": {"timeoutSeconds": 600},
                "hosts": [host(f"w-{number}", f"10.30.0.{20 + number}") for number in range(1, 9)],
            },
            {"name": "gpu", "kubelet": {"maxPods": 30}, "hosts": [host(f"g-{number}", f"10.30.0.{40 + number}") for number in (1, 2)]},
        ],
        "kubelet": {"maxPods": 110},
        "sources": {"kubernetes": {"key": apt_key()}},
        "addons": {"flannel": {}},
    }


def external() -> Document:
    """The same with etcd on three hosts of its own."""
    etcd = {
        "topology": "external",
        "initHost": "etcd-1",
        "hosts": [host(f"etcd-{number}", f"10.30.0.{30 + number}") for number in (1, 2, 3)],
    }
    return {**base(), "etcd": {**etcd, "release": {"version": "3.6.14"}}}


def _worker_added() -> Document:
    return _with(("workerPools", 0, "hosts"), [*base()["workerPools"][0]["hosts"], host("w-9", "10.30.0.29")])


def _worker_removed() -> Document:
    return _with(("workerPools", 0, "hosts"), base()["workerPools"][0]["hosts"][:-1])


def _control_plane_replaced() -> Document:
    return _with(("controlPlane", "hosts"), [*base()["controlPlane"]["hosts"][:2], host("cp-4", "10.30.0.14")])


def _member_replaced() -> Document:
    return changed(external(), ("etcd", "hosts"), [*external()["etcd"]["hosts"][:2], host("etcd-4", "10.30.0.34")])


def _with(path: tuple[str | int, ...], value: object) -> Document:
    return changed(base(), path, value)


MIRROR: Final = {"docker.io": "https://mirror.example.com"}
TAINT: Final = {"key": "nvidia.com/gpu", "value": "present", "effect": "NoExecute"}

EDITS: Final[Mapping[str, tuple[Callable[[], Document], Callable[[], Document]]]] = {
    "A worker is added": (base, _worker_added),
    "A worker is removed": (base, _worker_removed),
    "A control plane is replaced": (base, _control_plane_replaced),
    "A pool gets a label and a taint": (
        base,
        lambda: changed(_with(("workerPools", 1, "labels"), {"accelerator": "nvidia"}), ("workerPools", 1, "taints"), [TAINT]),
    ),
    "The API server gets a flag": (
        base,
        lambda: _with(("controlPlane", "apiServer"), {"extraArgs": [{"name": "audit-log-maxage", "value": "30"}]}),
    ),
    "The kubelets get a setting": (base, lambda: _with(("kubelet", "maxPods"), 150)),
    "Kubernetes goes to the next minor": (lambda: _with(("kubernetesVersion",), "1.35.4"), base),
    "Images come from a mirror": (base, lambda: _with(("sources", "registryMirrors"), MIRROR)),
    "metrics-server is added": (
        base,
        lambda: _with(("addons",), {"flannel": {}, "kubeletCsrApprover": {}, "metricsServer": {}}),
    ),
    "The API gets another name in its certificate": (base, lambda: _with(("controlPlane", "certSans"), ["api.example.com"])),
    "The pods' range is mistyped": (base, lambda: _with(("network",), {"podCidr": "10.245.0.0/16"})),
    "A member of external etcd is replaced": (external, _member_replaced),
}
"""The file before and after, by what a commit would say."""
