"""What a stack needs, in files of the user's own."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True, kw_only=True)
class LockedPackage:
    """A package file; `sha256` is the hex digest of the bytes that `url` served."""

    name: str
    version: str
    architecture: str
    url: str
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Lock:
    """Everything in a bundle, and what it was made for.

    `wants` are the settings by their keys that decide what is in it. `images` gives each image's digest, `artefacts` the digest of what
    a URL serves, `archives` that of the file that each role's hosts are given.
    """

    wants: Mapping[str, str]
    packages: tuple[LockedPackage, ...]
    images: Mapping[str, str]
    artefacts: Mapping[str, str]
    archives: Mapping[str, str]


EMPTY_LOCK: Final = Lock(wants={}, packages=(), images={}, artefacts={}, archives={})
"""That of a bundle that is to be made."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bundle:
    """A lock, and the directory that holds what is in it. `images` belong in it beside those of the cluster and its addons."""

    lock: Lock
    directory: str
    images: tuple[str, ...] = ()
