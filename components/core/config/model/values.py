"""Values that several parts of a cluster are made of."""

from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network
from typing import TypeAlias

Json: TypeAlias = bool | int | float | str | list["Json"] | dict[str, "Json"] | None
Fields: TypeAlias = Mapping[str, Json]
"""Fields of an upstream configuration kind, passed through as written (KubeletConfiguration, KubeProxyConfiguration)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Arg:
    """One command line argument of a Kubernetes component, without dashes; a name may occur more than once (v1beta4 `Arg`)."""

    name: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AddressRange:
    """Addresses in a row, both ends included."""

    first: IPv4Address
    last: IPv4Address

    def __str__(self) -> str:
        return f"{self.first}-{self.last}"

    def __contains__(self, address: IPv4Address) -> bool:
        return self.first <= address <= self.last

    def overlaps(self, network: IPv4Network) -> bool:
        """Whether it shares an address with a network."""
        return self.first <= network.broadcast_address and network.network_address <= self.last


@dataclass(frozen=True, slots=True, kw_only=True)
class Taint:
    """A Node taint (core/v1 `Taint`); `effect` is NoSchedule, PreferNoSchedule or NoExecute."""

    key: str
    value: str
    effect: str

    def __str__(self) -> str:
        return f"{self.key}={self.value}:{self.effect}" if self.value else f"{self.key}:{self.effect}"
