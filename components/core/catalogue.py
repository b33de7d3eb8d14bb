"""Addons this library knows: where each release is published, its digests, what it needs and gives. A new addon is a new entry.

The key of an addon is its key in `addons` of a stack file; an artefact's key is that of the stack file's pin for it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """An addon whatever its settings.

    `urls` maps an artefact to its official address, with `{version}` in it; `releases` a version to the digests of its artefacts,
    the default version first. `needs` and `provides` are capabilities by name. `minors` maps a minor of the addon ("0.8") to the
    oldest and the newest minor of Kubernetes that its project names; without an entry there is no such bound.
    """

    urls: Mapping[str, str]
    releases: Mapping[str, Mapping[str, str]]
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


FLANNEL: Final = Facts(
    urls={"manifest": "https://raw.githubusercontent.com/flannel-io/flannel/{version}/Documentation/kube-flannel.yml"},
    releases={"v0.28.4": {"manifest": "0bd380eb4954227c903bdea96dc9254650badd2d45ebe31978a47c3ffe2e9727"}},
    provides=frozenset({"cni"}),
)

CATALOGUE: Final[Mapping[str, Facts]] = {"flannel": FLANNEL}
