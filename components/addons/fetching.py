"""Third-party files, pinned by digest: fetched once from where they are published, and kept on this machine."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

from ..cache import keep
from ..core.config.model import Artefact, RegistryChart, RegistryMirror, RepositoryChart
from . import registry
from .manifest import ManifestError, digest, download
from .repository import archive_url

NO_MIRRORS: Mapping[str, Sequence[RegistryMirror]] = MappingProxyType({})


def fetch(artefact: Artefact, cache: Path, mirrors: Mapping[str, Sequence[RegistryMirror]] = NO_MIRRORS) -> bytes:
    """Returns the bytes with the digest of an artefact, from the cache or else from where it is published, by `mirrors` of registries.

    Raises:
        ManifestError: it cannot be fetched, or has another digest.
    """
    match artefact:
        case RepositoryChart():
            return _kept(artefact, artefact.sha256, cache, lambda: download(archive_url(artefact)))
        case RegistryChart():
            return _pulled(artefact, cache, mirrors)
        case _:
            return _kept(artefact, artefact.sha256, cache, lambda: download(artefact.url))


def _pulled(chart: RegistryChart, cache: Path, mirrors: Mapping[str, Sequence[RegistryMirror]]) -> bytes:
    sha256 = chart.sha256
    if chart.manifest:
        manifest = _kept(chart, sha256, cache, lambda: registry.pull(chart, f"manifests/sha256:{chart.sha256}", mirrors))
        sha256 = registry.archive_in(manifest, chart.source)
    return _kept(chart, sha256, cache, lambda: registry.pull(chart, f"blobs/sha256:{sha256}", mirrors))


def _kept(artefact: Artefact, sha256: str, cache: Path, fetched: Callable[[], bytes]) -> bytes:
    kept = cache / sha256
    if kept.is_file() and digest(kept.read_bytes()) == sha256:
        return kept.read_bytes()
    content = fetched()
    if (found := digest(content)) != sha256:
        raise ManifestError(f"{artefact.source} has sha256 {found}, want {sha256}: it was changed, or the pin is of another version")
    keep(kept, content)
    return content
