"""What the hosts are made into."""

from collections.abc import Iterator, Mapping
from ipaddress import IPv4Address
from typing import Final

from ..model import Package
from ..problems import Problem, step_into
from ..values import Values, sibling
from .hosts import of_hosts

_VERSIONED: Final[Mapping[str, str]] = {
    **dict.fromkeys(("kubeadm", "kubectl", "kubelet", "cri-tools", "kubernetes-cni"), "kubernetesVersion"),
    **dict.fromkeys(("containerd", "containerd.io"), "containerd"),
}
_LIMITED: Final = "LimitedSwap"


def kept_swap_is_accepted(values: Values) -> Iterator[Problem]:
    for path, swap in values.find("preparation.swap", str):
        for _, fields in values.find("kubelet", dict):
            if swap == "keep" and fields.get("failSwapOn") is not False:
                yield Problem(path, swap, '"off", or kubelet.failSwapOn: false beside it: a kubelet does not start where swap is on')


def limited_swap_is_the_kubelets(values: Values) -> Iterator[Problem]:
    """What the kubelet is told of swap follows from the one key; a pool may only deny its pods the swap."""
    if not any(swap == "limited" for _, swap in values.find("preparation.swap", str)):
        return
    for path, fields in (*values.find("kubelet", dict), *values.find("workerPools[*].kubelet", dict)):
        if fields.get("failSwapOn", False) is not False:
            yield Problem(f"{path}.failSwapOn", fields["failSwapOn"], "false, or nothing: preparation.swap is limited, so swap is on")
    for path, fields in values.find("kubelet", dict):
        if fields.get("memorySwap", {"swapBehavior": _LIMITED}) != {"swapBehavior": _LIMITED}:
            yield Problem(f"{path}.memorySwap", fields["memorySwap"], f"swapBehavior: {_LIMITED}, or nothing: preparation.swap is limited")


def forwarding_stays_on(values: Values) -> Iterator[Problem]:
    for path, settings in values.find("preparation.sysctl", dict):
        for name in ("net.ipv4.ip_forward", "net.bridge.bridge-nf-call-iptables"):
            if settings.get(name, "1") != "1":
                yield Problem(step_into(path, name), settings[name], '"1": the pod network needs it')


def packages_are_nobody_elses(values: Values) -> Iterator[Problem]:
    seen: set[str] = set()
    for path, package in values.find("preparation.packages[*]", Package):
        if package.name in _VERSIONED:
            yield Problem(path, str(package), f"a package of your own: this one is set by {_VERSIONED[package.name]}")
        if package.name in seen:
            yield Problem(path, str(package), "each package once")
        seen.add(package.name)


def commands_are_unique(values: Values) -> Iterator[Problem]:
    """One that has run is known by its text."""
    for when in ("before", "after"):
        seen: set[str] = set()
        for path, command in values.find(f"preparation.commands.{when}[*]", str):
            if command in seen:
                yield Problem(path, command, "each command once: one that has run is known by its text")
            seen.add(command)


def names_in_the_hosts_file_are_not_hosts(values: Values) -> Iterator[Problem]:
    names = of_hosts(values, "name", str)
    hosts = {name: address for path, name in names if (address := values.at(sibling(path, "address"), IPv4Address))}
    for path, entries in values.find("preparation.hostsFile.entries", dict):
        for name in sorted(entries.keys() & hosts.keys()):
            if entries[name] != hosts[name]:
                yield Problem(step_into(path, name), str(entries[name]), f"{hosts[name]}, the address of host {name}, or another name")
