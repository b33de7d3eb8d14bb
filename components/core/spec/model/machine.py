"""What hosts are made of, and where bytes come from."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Containerd:
    """The container runtime: Debian's package at `version` (an apt version or pattern), or what is served when None."""

    version: str | None
    sandbox_image: str
    restrict_oom_score_adj: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AptRepository:
    """A signed apt repository (deb822 of sources.list(5)); `key` is the ASCII-armoured public key it is signed with."""

    uri: str
    suite: str
    components: tuple[str, ...]
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """Where bytes come from. `registry_mirrors` maps a registry's host to the URL that containerd asks instead."""

    kubernetes: AptRepository
    packages: AptRepository | None
    image_repository: str
    registry_mirrors: Mapping[str, str]
