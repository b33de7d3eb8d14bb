"""What a host is made into before Kubernetes comes."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Preparation:
    """What a host needs before Kubernetes; `swap` is "off" or "keep", `selinux` "leave", "permissive" or "enforcing"."""

    swap: str
    kernel_modules: tuple[str, ...]
    sysctl: Mapping[str, str]
    selinux: str = "leave"
