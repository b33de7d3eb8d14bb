"""Fields of KubeletConfiguration and KubeProxyConfiguration, which are passed through as they are."""

from collections.abc import Iterator, Mapping
from typing import Final

from .. import upstream_fields
from ..problems import Absent, Problem, step_into
from ..syntax.network import NODE_PREFIX
from ..tables import nearest
from ..values import Values

KUBELETS: Final = ("kubelet", "workerPools[*].kubelet")
KNOWN: Final[Mapping[str, frozenset[str]]] = {
    **dict.fromkeys(KUBELETS, upstream_fields.KUBELET),
    "kubeProxy": upstream_fields.KUBE_PROXY,
}
_OWN_KUBELET: Final[Mapping[str, str]] = {
    "apiVersion": "the version of this library",
    "clusterDNS": "network.serviceCidr",
    "clusterDomain": "network.dnsDomain",
    "kind": "the version of this library",
    "staticPodPath": "kubeadm",
}
OWN: Final[Mapping[str, Mapping[str, str]]] = {
    **dict.fromkeys(KUBELETS, _OWN_KUBELET),
    "kubeProxy": {
        "apiVersion": "the version of this library",
        "clusterCIDR": "network.podCidr",
        "kind": "the version of this library",
    },
}
PODS_PER_NODE: Final = 2 ** (32 - NODE_PREFIX) - 2
DEFAULT_MAX_PODS: Final = 110
PROXY_MODES: Final = ("iptables", "nftables", "ipvs")


def fields_exist(values: Values) -> Iterator[Problem]:
    """A kubelet that finds an unknown field does not start. What a minor later than the known one added cannot be told from a mistake."""
    for _, version in values.find("kubernetesVersion", str):
        if tuple(int(number) for number in version.split(".")[:2]) > upstream_fields.MINOR:
            return
    for pattern, known in KNOWN.items():
        for path, fields in values.find(pattern, dict):
            for name in sorted(fields.keys() - known - OWN[pattern].keys()):
                yield Problem(step_into(path, name), Absent.UNKNOWN, nearest(name, set(known)))


def fields_are_not_the_librarys_own(values: Values) -> Iterator[Problem]:
    for pattern, own in OWN.items():
        for path, fields in values.find(pattern, dict):
            for name in sorted(own.keys() & fields.keys()):
                yield Problem(step_into(path, name), fields[name], f"no such field here: it is set from {own[name]}")


def max_pods_fit_the_node_range(values: Values) -> Iterator[Problem]:
    for pattern in KUBELETS:
        for path, fields in values.find(pattern, dict):
            pods = fields.get("maxPods", DEFAULT_MAX_PODS)
            if isinstance(pods, bool) or not isinstance(pods, int | float) or not 1 <= pods <= PODS_PER_NODE:
                yield Problem(
                    f"{path}.maxPods", pods, f"a whole number from 1 to {PODS_PER_NODE}, the addresses of a node's /{NODE_PREFIX}"
                )


def proxy_mode_exists(values: Values) -> Iterator[Problem]:
    for path, fields in values.find("kubeProxy", dict):
        if fields.get("mode", PROXY_MODES[0]) not in PROXY_MODES:
            yield Problem(f"{path}.mode", fields["mode"], " or ".join(f'"{mode}"' for mode in PROXY_MODES))
