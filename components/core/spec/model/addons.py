"""What runs in a cluster from the start."""

from dataclasses import dataclass

from .machine import Manifest


@dataclass(frozen=True, slots=True, kw_only=True)
class Flannel:
    """The flannel network addon; `mtu` None leaves it to flannel. `backend` is vxlan or host-gw."""

    version: str
    backend: str
    mtu: int | None
    manifest: Manifest


@dataclass(frozen=True, slots=True, kw_only=True)
class Addons:
    """What runs in the cluster from the start; None is "not wanted"."""

    flannel: Flannel | None
