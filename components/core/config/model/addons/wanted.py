"""All addons of a cluster."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import TypeVar

from .own import Chart, CustomAddon
from .settings import AddonSettings, Artefact, KnownAddon

KnownT = TypeVar("KnownT", bound=KnownAddon)


@dataclass(frozen=True, slots=True, kw_only=True)
class Addons:
    """What runs in the cluster from the start: addons of this library by their keys in the stack file, and the user's own.

    `existing` are capabilities that something else provides.
    """

    known: Mapping[str, KnownAddon] = field(default_factory=dict)
    custom: tuple[CustomAddon, ...] = ()
    existing: tuple[str, ...] = ()

    def get(self, kind: type[KnownT]) -> KnownT | None:
        """The settings of one of this library's, None where it is not wanted."""
        return next((addon for addon in self.known.values() if isinstance(addon, kind)), None)

    def wanted(self) -> Mapping[str, AddonSettings]:
        """The wanted addons, by their key in the stack file or the name that the user gave."""
        return {**self.known, **{addon.name: addon for addon in self.custom}}

    def provided(self) -> frozenset[str]:
        """The capabilities that an addon of the stack provides."""
        return frozenset().union(*(addon.facts.provides for addon in self.known.values()), *(addon.provides for addon in self.custom))

    def artefacts(self) -> Mapping[str, Artefact]:
        """Every file that is fetched for them, by addon and name: "flannel/manifest"."""
        return {f"{name}/{artefact}": pin for name, addon in self.wanted().items() for artefact, pin in artefacts_of(addon).items()}


def artefacts_of(addon: AddonSettings) -> Mapping[str, Artefact]:
    """The files of one addon by name."""
    pins = {each.name: getattr(addon, each.name) for each in fields(addon)}
    if isinstance(addon, CustomAddon) and isinstance(addon.source, Chart):
        pins["source"] = addon.source.source
    return {name: pin for name, pin in pins.items() if isinstance(pin, Artefact)}
