"""Platforms: the differences between distributions. Each family has a module here and a script in `scripts/platform`."""

from collections.abc import Mapping
from typing import Final

from . import debian, rhel
from .platform import Family, Platform
from .refused import refusal_reason

__all__ = ["DEFAULT", "PLATFORMS", "Family", "Platform", "named", "of_system", "refusal_reason"]

PLATFORMS: Final[Mapping[str, Platform]] = {platform.name: platform for platform in (*debian.PLATFORMS, *rhel.PLATFORMS)}
"""All platforms by their names in a stack file."""
DEFAULT: Final = debian.PLATFORMS[0].name


def named(name: str) -> Platform:
    """Returns the platform with a name from a stack file."""
    return PLATFORMS[name]


def of_system(system: str, version: str) -> Platform | None:
    """Returns the platform of a host by ID and VERSION_ID of os-release(5), None if it is not supported."""
    names = {f"{system}-{version}", f"{system}-{version.partition('.')[0]}"}
    return next((platform for platform in PLATFORMS.values() if platform.systems & names), None)
