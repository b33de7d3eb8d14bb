"""Fields of KubeletConfiguration and KubeProxyConfiguration, which are passed through as they are."""

from collections.abc import Iterator, Mapping
from typing import Final

from ...versions import minor_of
from ..problems import Problem, step_into
from ..syntax.network import NODE_PREFIX
from ..upstream_fields import MINORS
from ..upstream_kinds import KUBE_PROXY, KUBELET, field_problems
from ..values import ROOT, Values, sibling

KUBELETS: Final = ("kubelet", "workerPools[*].kubelet")
KINDS: Final[Mapping[str, str]] = {**dict.fromkeys(KUBELETS, KUBELET), "kubeProxy": KUBE_PROXY}
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


def fields_are_known_and_of_their_kinds(values: Values) -> Iterator[Problem]:
    """A kubelet that finds another does not start. Where the version is wrong, the newest minor stands for it."""
    for pattern, kind in KINDS.items():
        for path, fields in values.find(pattern, dict):
            others = {name: value for name, value in fields.items() if name not in OWN[pattern]}
            found = [problem for minor in _minors(values, path) for problem in field_problems(kind, others, path, minor)]
            yield from {problem.path: problem for problem in reversed(found)}.values()


def _minors(values: Values, path: str) -> list[str]:
    """Returns the minors whose programs read the fields at a path: every kubelet reads those of the cluster, a pool's has its own."""
    general = next((minor_of(version) for _, version in values.find("kubernetesVersion", str)), MINORS[-1])
    if path == f"{ROOT}.kubelet":
        return [general, *sorted({minor_of(version) for _, version in values.find("workerPools[*].kubernetesVersion", str)} - {general})]
    own = values.at(sibling(path, "kubernetesVersion"), str)
    return [minor_of(own)] if own else [general]


def fields_are_not_the_librarys_own(values: Values) -> Iterator[Problem]:
    for pattern, own in OWN.items():
        for path, fields in values.find(pattern, dict):
            for name in sorted(own.keys() & fields.keys()):
                yield Problem(step_into(path, name), fields[name], f"no such field here: it is set from {own[name]}")


def max_pods_fit_the_node_range(values: Values) -> Iterator[Problem]:
    for pattern in KUBELETS:
        for path, fields in values.find(pattern, dict):
            pods = fields.get("maxPods", DEFAULT_MAX_PODS)
            if isinstance(pods, int | float) and not isinstance(pods, bool) and not 1 <= pods <= PODS_PER_NODE:
                yield Problem(
                    f"{path}.maxPods", pods, f"a whole number from 1 to {PODS_PER_NODE}, the addresses of a node's /{NODE_PREFIX}"
                )


def proxy_mode_exists(values: Values) -> Iterator[Problem]:
    for path, fields in values.find("kubeProxy", dict):
        mode = fields.get("mode", PROXY_MODES[0])
        if isinstance(mode, str) and mode not in PROXY_MODES:
            yield Problem(f"{path}.mode", mode, " or ".join(f'"{mode}"' for mode in PROXY_MODES))
