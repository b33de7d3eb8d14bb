"""The settings that a host needs before Kubernetes: kernel modules, sysctl values, and the address of the container runtime for crictl.

Rules: https://kubernetes.io/docs/setup/production-environment/container-runtimes/
"""

from collections.abc import Mapping
from typing import Final

from ..config.model import Preparation
from .document import HEADER, document, line
from .paths import CRI_SOCKET

MODULES: Final = ("overlay", "br_netfilter")
NEEDED: Final = {
    "net.bridge.bridge-nf-call-iptables": "1",
    "net.bridge.bridge-nf-call-ip6tables": "1",
    "net.ipv4.ip_forward": "1",
}
"""The settings without which pods have no network."""


def modules(preparation: Preparation) -> tuple[str, ...]:
    """Returns the kernel modules that containers and the pod network need, then those of the stack file."""
    return tuple(dict.fromkeys((*MODULES, *preparation.kernel_modules)))


def kernel_modules(preparation: Preparation, *, node: bool = True) -> str:
    """Returns a file of modules-load.d(5), without the modules that only a node needs if `node` is false."""
    names = modules(preparation) if node else preparation.kernel_modules
    return HEADER + "".join(f"{line(module)}\n" for module in names)


def settings(preparation: Preparation, *, node: bool = True) -> Mapping[str, str]:
    """Returns kernel settings by name: those that the pod network of a node needs, overridden by those of the stack file."""
    return {**(NEEDED if node else {}), **preparation.sysctl}


def sysctl(preparation: Preparation, *, node: bool = True) -> str:
    """Returns a file of sysctl.d(5) with the result of `settings`."""
    return HEADER + "".join(f"{line(key)} = {line(value)}\n" for key, value in settings(preparation, node=node).items())


def crictl() -> str:
    """Returns crictl.yaml. Without it, crictl tries the sockets of several runtimes and warns at each call."""
    return document({"runtime-endpoint": CRI_SOCKET, "image-endpoint": CRI_SOCKET, "timeout": 10})
