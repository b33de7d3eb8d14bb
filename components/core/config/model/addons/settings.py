"""What all addons have in common: files that are pinned, what is known of each, and what it can be told."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar


@dataclass(frozen=True, slots=True, kw_only=True)
class Artefact:
    """A pinned file of somebody else's: `sha256` is the hex digest of the bytes that `url` serves."""

    url: str
    sha256: str

    @property
    def source(self) -> str:
        """What it is called in errors and in a lock."""
        return self.url


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is known of an addon of this library, whatever its settings.

    `urls` maps an artefact to its official address, with `{version}` in it; `releases` a version to the digests of its artefacts,
    the default version first. `needs` and `provides` are capabilities by name. `minors` maps a minor of the addon ("0.8") to the
    oldest and the newest minor of Kubernetes that its project names, "" for one that it does not; without an entry there is no such bound.
    """

    urls: Mapping[str, str] = field(default_factory=dict)
    releases: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    needs: frozenset[str] = frozenset()
    provides: frozenset[str] = frozenset()
    minors: Mapping[str, tuple[str, str]] = field(default_factory=dict)

    @property
    def default(self) -> str:
        """The version where the stack file names none."""
        return next(iter(self.releases))

    def url(self, artefact: str, version: str) -> str:
        """The official address of an artefact."""
        return self.urls[artefact].format(version=version)


@dataclass(frozen=True, slots=True, kw_only=True)
class AddonSettings:
    """What every addon can be told.

    `images` maps an image as the addon names it to the one to run. `force_conflicts` takes over fields that
    another field manager owns. With `delete_crds` its definitions go with it, and all objects of their kinds.
    """

    images: Mapping[str, str] = field(default_factory=dict)
    force_conflicts: bool = False
    delete_crds: bool = False
    timeout_seconds: int = 600


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownAddon(AddonSettings):
    """The settings of an addon of this library."""

    facts: ClassVar[Facts]
