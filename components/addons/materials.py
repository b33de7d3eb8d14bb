"""What an addon is made from: its published files, read and ready to be patched."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import yaml

from ..cache import cache_directory
from ..core.spec.model import Artefact, Fields, RegistryChart, RepositoryChart
from ..core.yaml_loader import LOADER
from .archive import unpacked, version_of
from .manifest import ManifestError, digest


@dataclass(frozen=True)
class Objects:
    """The objects of one file, in its order; they are the addon's own, to be changed in place. `source` names it in errors."""

    objects: list[dict[str, Any]]
    source: str

    def find(self, kind: str, name: str) -> dict[str, Any]:
        """The object of that kind and name.

        Raises:
            ManifestError: there is none, so this is another file than the one that is known.
        """
        for candidate in self.objects:
            if candidate["kind"] == kind and candidate["metadata"].get("name") == name:
                return candidate
        raise ManifestError(f"{self.source} has no {kind} {name}, which this addon is known to have")


class Renderer(Protocol):
    """What makes objects of charts and kustomizations; any method may raise ManifestError."""

    def chart(self, path: Path, release_name: str, namespace: str, values: Fields) -> Objects: ...

    def kustomization(self, directory: Path) -> Objects: ...


@dataclass(frozen=True, kw_only=True)
class Materials:
    """The artefacts of one addon by name, `fetch`, which has the bytes of each, and what renders charts and kustomizations.

    A file that is not asked for is not fetched.
    """

    artefacts: Mapping[str, Artefact]
    fetch: Callable[[Artefact], bytes]
    rendering: Renderer

    def objects(self, name: str) -> Objects:
        """The objects of an artefact that is a manifest.

        Raises:
            ManifestError: it cannot be had, or is none.
        """
        artefact = self.artefacts[name]
        return parsed(self.fetch(artefact), artefact.source)

    def chart(self, source: Artefact | str, release_name: str, namespace: str, values: Fields) -> Objects:
        """The objects of a release of a chart: a pinned archive, or the path of an archive or a directory.

        Raises:
            ManifestError: it cannot be had or rendered.
        """
        return self.rendering.chart(self._chart_directory(source), release_name, namespace, values)

    def _chart_directory(self, source: Artefact | str) -> Path:
        if isinstance(source, Artefact):
            directory = unpacked(self.fetch(source), cache_directory("charts", source.sha256), source.source)
            if isinstance(source, RepositoryChart | RegistryChart):
                _refuse_other_version(directory, source)
            return directory
        path = Path(source).expanduser()
        if path.is_dir():
            return path
        try:
            content = path.read_bytes()
        except OSError as error:
            raise ManifestError(f"{source} cannot be read here: {error.strerror}") from error
        return unpacked(content, cache_directory("charts", digest(content)), source)


def _refuse_other_version(chart: Path, wanted: RepositoryChart | RegistryChart) -> None:
    """A new version beside an old pin would go on being the old chart, out of the cache."""
    if (found := version_of(chart, wanted.source)) != wanted.version:
        raise ManifestError(f"{wanted.source}: the digest is that of version {found}, want that of {wanted.version}")


def parsed(content: bytes | str, source: str) -> Objects:
    """The objects of a manifest; those of a List one by one.

    Raises:
        ManifestError: it is no YAML, or holds something else than objects.
    """
    try:
        documents = [document for document in yaml.load_all(content, Loader=LOADER) if document]
    except yaml.YAMLError as error:
        raise ManifestError(f"{source} is no YAML: {error}") from error
    if not all(isinstance(document, dict) and {"apiVersion", "kind"} <= document.keys() for document in documents):
        raise ManifestError(f"{source} holds something that is no Kubernetes object")
    objects = [each for document in documents for each in (document.get("items") or () if document["kind"] == "List" else (document,))]
    if not all(isinstance(each, dict) and {"apiVersion", "kind", "metadata"} <= each.keys() for each in objects):
        raise ManifestError(f"{source} holds something that is no Kubernetes object")
    return Objects(objects, source)
