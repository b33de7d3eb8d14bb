"""Platforms: how a distribution does it. A family of them is one module here and one script in `scripts/platform`."""

from collections.abc import Iterator, Mapping
from typing import Final

from . import debian, rhel
from .platform import Family, Platform
from .refused import reason_against

__all__ = ["DEFAULT", "PLATFORMS", "Family", "Platform", "named", "of_system", "reason_against"]

PLATFORMS: Final[Mapping[str, Platform]] = {platform.name: platform for platform in (*debian.PLATFORMS, *rhel.PLATFORMS)}
"""Every platform, by the name that a stack file has for it."""
DEFAULT: Final = debian.PLATFORMS[0].name


def named(name: str) -> Platform:
    """The platform of a name that has been read from a stack file."""
    return PLATFORMS[name]


def of_system(system: str, version: str) -> Platform | None:
    """The platform of a host, by ID and VERSION_ID of its os-release(5)."""
    return next(_with(system, version), None)


def _with(system: str, version: str) -> Iterator[Platform]:
    words = (f"{system}-{version}", f"{system}-{version.partition('.')[0]}")
    return (platform for platform in PLATFORMS.values() if platform.systems & {*words})
