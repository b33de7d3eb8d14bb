"""The published files of an addon, read and ready to be patched."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from ..cache import cache_directory
from ..core.config.model import Artefact, Fields, RegistryChart, RepositoryChart
from .archive import unpacked, version_of
from .manifest import ManifestError, digest
from .objects import Objects, parsed


class Renderer(Protocol):
    """Renders charts and kustomizations to objects; any method may raise ManifestError."""

    def chart(self, path: Path, release_name: str, namespace: str, values: Fields) -> Objects: ...

    def kustomization(self, directory: Path) -> Objects: ...


@dataclass(frozen=True, kw_only=True)
class Materials:
    """The artefacts of an addon by name, `fetch` for the bytes of each, and the renderer of charts and kustomizations.

    A file is fetched when it is asked for.
    """

    artefacts: Mapping[str, Artefact]
    fetch: Callable[[Artefact], bytes]
    rendering: Renderer

    def objects(self, name: str) -> Objects:
        """Returns the objects of an artefact that is a manifest.

        Raises:
            ManifestError: it cannot be fetched, or is not a manifest.
        """
        artefact = self.artefacts[name]
        return parsed(self.fetch(artefact), artefact.source)

    def chart(self, source: Artefact | str, release_name: str, namespace: str, values: Fields) -> Objects:
        """Returns the objects of a release of a chart, which is a pinned archive, or the path of an archive or a directory.

        Raises:
            ManifestError: it cannot be fetched or rendered.
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
    """Refuses a version that the chart does not have: with a new version and an old pin, the cache would serve the old chart."""
    if (found := version_of(chart, wanted.source)) != wanted.version:
        raise ManifestError(f"{wanted.source}: the digest is that of version {found}, want that of {wanted.version}")
