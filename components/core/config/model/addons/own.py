"""Addons of the user's own."""

from dataclasses import dataclass

from ..values import Fields
from .settings import AddonSettings, Artefact


@dataclass(frozen=True, slots=True, kw_only=True)
class RepositoryChart(Artefact):
    """A chart's archive in the Helm repository at `url`, whose index says where; `sha256` is that of the archive."""

    name: str
    version: str

    @property
    def source(self) -> str:
        return f"{self.url}#{self.name}-{self.version}"


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistryChart(Artefact):
    """A chart in a registry of images, at `url` without a scheme; `sha256` is that of its archive, or of the `manifest` that names it."""

    version: str
    manifest: bool

    @property
    def source(self) -> str:
        return f"oci://{self.url}:{self.version}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """A Helm chart, a pinned archive or the path of one of the user's own, and what it is rendered with."""

    source: Artefact | str
    release_name: str
    namespace: str
    values: Fields


@dataclass(frozen=True, slots=True)
class Kustomization:
    """A directory with a kustomization.yaml."""

    directory: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Readiness:
    """When an object of an addon is ready: `when` as the annotation pulumi.com/waitFor has it; `namespace` None is any."""

    kind: str
    name: str
    namespace: str | None
    when: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Keep:
    """Fields of an object that stay what they were when they were first made; `namespace` None is any."""

    kind: str
    name: str
    namespace: str | None
    fields: tuple[tuple[str | int, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomAddon(AddonSettings):
    """An addon of the user's own; `source` is a pinned manifest or the path of one, a directory to kustomize, or a chart."""

    name: str
    needs: tuple[str, ...]
    provides: tuple[str, ...]
    source: Artefact | str | Kustomization | Chart
    ready: tuple[Readiness, ...]
    keep: tuple[Keep, ...] = ()
