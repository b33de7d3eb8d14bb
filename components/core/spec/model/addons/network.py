"""Pod networks, and the names and addresses that Services have."""

from collections.abc import Mapping
from dataclasses import dataclass

from ..values import AddressRange
from .settings import AddonSettings, Artefact


@dataclass(frozen=True, slots=True, kw_only=True)
class Flannel(AddonSettings):
    """The pod network flannel; `mtu` None leaves it to flannel. `backend` is vxlan, host-gw or wireguard."""

    version: str
    backend: str
    mtu: int | None
    manifest: Artefact


@dataclass(frozen=True, slots=True, kw_only=True)
class Weave(AddonSettings):
    """The pod network Weave; `mtu` None leaves it to Weave. `encrypted` wants a password, which no spec has."""

    version: str
    mtu: int | None
    encrypted: bool
    manifest: Artefact


@dataclass(frozen=True, slots=True, kw_only=True)
class CoreDns(AddonSettings):
    """What is changed about the CoreDNS that kubeadm installs; without forwarders it asks those of its node."""

    replicas: int
    forwarders: tuple[str, ...]
    zones: Mapping[str, tuple[str, ...]]
    cache_seconds: int
    loop_guard: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Metallb(AddonSettings):
    """Addresses for Services of type LoadBalancer, out of `ranges`: each its first and its last."""

    version: str
    ranges: tuple[AddressRange, ...]
    manifest: Artefact
