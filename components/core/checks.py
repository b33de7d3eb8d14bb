"""The preflight checks, their severities, and their findings."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Final


class Severity(Enum):
    """The effect of a finding on a run: none, a warning, or an error that ends it."""

    IGNORE = "ignore"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Check:
    """One check. `kubeadm` names the equivalent preflight check of kubeadm: if the stack ignores that one, this one only warns."""

    name: str
    severity: Severity
    kubeadm: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding about one host: what was found, and the remedy."""

    check: str
    found: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.found}: {self.remedy}"


_E, _W = Severity.ERROR, Severity.WARNING

CHECKS: Final[Mapping[str, Check]] = {
    check.name: check
    for check in (
        Check("reachable", _E),
        Check("sudo", _E),
        Check("login-shell", _E),
        Check("facts", _E),
        Check("platform", _E),
        Check("architecture", _E),
        Check("systemd", _E),
        Check("kernel", _E, "SystemVerification"),
        Check("cgroup", _E),
        Check("cgroup-v1", _W),
        Check("cpu", _E, "NumCPU"),
        Check("memory", _E, "Mem"),
        Check("disk", _E),
        Check("disk-small", _W),
        Check("swap", _E),
        Check("swap-on", _W),
        Check("kernel-module", _E),
        Check("command", _E),
        Check("boot", _E),
        Check("boot-file", _W),
        Check("selinux", _W),
        Check("firewall", _W),
        Check("address", _E),
        Check("address-twice", _E),
        Check("default-route", _E),
        Check("card", _W),
        Check("cidr", _E),
        Check("interface", _E),
        Check("virtual-address", _E),
        Check("port", _E),
        Check("dns", _W),
        Check("dns-endpoint", _E),
        Check("clock", _E),
        Check("leftovers", _E),
        Check("cluster-ca", _E),
        Check("cni-leftovers", _W),
        Check("package-manager", _E),
        Check("package-source", _E),
        Check("package-conflict", _E),
        Check("containerd-version", _E),
        Check("kubernetes-version", _W),
        Check("kubernetes-files", _E),
        Check("other-kubernetes", _W),
        Check("kubelet-settings", _W),
        Check("runtime", _W),
        Check("other-runtime", _W),
        Check("cgroup-driver", _E),
        Check("hostname", _W),
        Check("machine-id", _E),
        Check("product-uuid", _W),
    )
}
"""Every check, in the order of a report."""
