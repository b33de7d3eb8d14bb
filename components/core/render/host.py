"""What a host needs before Kubernetes: kernel modules, sysctl values, and crictl's address of the container runtime.

Rules: https://kubernetes.io/docs/setup/production-environment/container-runtimes/
"""

from ..spec.model import Preparation
from .document import HEADER, document, line
from .paths import CRI_SOCKET

_MODULES = ("overlay", "br_netfilter")
_SYSCTL = {
    "net.bridge.bridge-nf-call-iptables": "1",
    "net.bridge.bridge-nf-call-ip6tables": "1",
    "net.ipv4.ip_forward": "1",
}


def modules(preparation: Preparation) -> tuple[str, ...]:
    """The kernel modules that containers and the pod network need, then the stack's own."""
    return tuple(dict.fromkeys((*_MODULES, *preparation.kernel_modules)))


def kernel_modules(preparation: Preparation, *, node: bool = True) -> str:
    """A file of modules-load.d(5); without those that a node needs, for a host that is none."""
    names = modules(preparation) if node else preparation.kernel_modules
    return HEADER + "".join(f"{line(module)}\n" for module in names)


def sysctl(preparation: Preparation, *, node: bool = True) -> str:
    """A file of sysctl.d(5): what a node's pod network needs, and the stack's own values, which win."""
    values = {**(_SYSCTL if node else {}), **preparation.sysctl}
    return HEADER + "".join(f"{line(key)} = {line(value)}\n" for key, value in values.items())


def crictl() -> str:
    """crictl.yaml: without it crictl tries the sockets of several runtimes and warns at each call."""
    return document({"runtime-endpoint": CRI_SOCKET, "image-endpoint": CRI_SOCKET, "timeout": 10})
