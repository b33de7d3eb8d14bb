"""The package repositories of a platform: the official ones, and what a stack file says of them."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from ..platform import Platform
from ..presets import PRESETS
from .model import Repository


def repositories(platform: Platform, said: Mapping[str, Any], minor: str, *, is_the_stacks: bool) -> Mapping[str, Repository]:
    """Returns the repositories of a platform by their names, for a `minor` of Kubernetes.

    `said` has the keys of `sources` that are about packages. General packages are only for the stack's own platform.
    """
    official = platform.family.kubernetes(minor, PRESETS[said["preset"]].packages)
    return dict(_named(platform.name, said, official, is_the_stacks))


def _named(platform: str, said: Mapping[str, Any], official: str, is_the_stacks: bool) -> Iterator[tuple[str, Repository]]:
    own = said["platforms"].get(platform) or {}
    for name, uri in (("kubernetes", official), ("packages", "")):
        general: Repository | None = said[name]
        if found := own.get(name):
            key = found.key or (general.key if general else "")
            yield name, replace(found, uri=found.uri or uri, key=key, place=f"platforms.{platform}.{name}")
        elif general and (name == "kubernetes" or is_the_stacks):
            yield name, replace(general, uri=general.uri or uri, place=name)
