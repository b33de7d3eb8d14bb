"""What runs in a cluster from the start. A new addon is one dataclass and one field of `Addons`."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields

from ...catalogue import CATALOGUE


@dataclass(frozen=True, slots=True, kw_only=True)
class Artefact:
    """A pinned file of somebody else's: `sha256` is the hex digest of the bytes that `url` serves."""

    url: str
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AddonSettings:
    """What every addon can be told.

    `images` maps an image as the addon names it to the one to run. With `take_back` fields of its objects that others took are
    taken back; with `delete_crds` its definitions go with it, and all objects of their kinds.
    """

    images: Mapping[str, str] = field(default_factory=dict)
    take_back: bool = False
    delete_crds: bool = False
    timeout_seconds: int = 600


@dataclass(frozen=True, slots=True, kw_only=True)
class Flannel(AddonSettings):
    """The pod network flannel; `mtu` None leaves it to flannel. `backend` is vxlan or host-gw."""

    version: str
    backend: str
    mtu: int | None
    manifest: Artefact


@dataclass(frozen=True, slots=True, kw_only=True)
class Addons:
    """What runs in the cluster from the start; None is "not wanted". `given` are capabilities that something else provides."""

    flannel: Flannel | None = None
    given: tuple[str, ...] = ()

    def known(self) -> Mapping[str, AddonSettings]:
        """The wanted addons of the catalogue, by their key there."""
        return {each.name: wanted for each in fields(self) if isinstance(wanted := getattr(self, each.name), AddonSettings)}

    def provided(self) -> frozenset[str]:
        """The capabilities that an addon of the stack provides."""
        return frozenset().union(*(CATALOGUE[name].provides for name in self.known()))

    def artefacts(self) -> Mapping[str, Artefact]:
        """Every file that is fetched for them, by addon and name: "flannel/manifest"."""
        return {f"{name}/{artefact}": pin for name, wanted in self.known().items() for artefact, pin in artefacts_of(wanted).items()}


def artefacts_of(wanted: AddonSettings) -> Mapping[str, Artefact]:
    """The files of one addon by name."""
    return {each.name: pin for each in fields(wanted) if isinstance(pin := getattr(wanted, each.name), Artefact)}
