"""Where bytes come from, for each platform that is there."""

from collections.abc import Iterable, Iterator

from ...platform import Platform, named
from ...presets import PRESETS
from ..entries import BundleEntry, ClusterEntry, MirrorEntry, ProxyEntry, RepositoryEntry, SourcesEntry
from ..model import Bundle, Proxy, RegistryMirror, Repository, Sources


def sources(entry: ClusterEntry, minor: str, platforms: Iterable[str]) -> Sources:
    """The sources of a cluster of a minor whose hosts have these platforms."""
    return Sources(
        repositories={name: dict(_repositories(entry, minor, named(name))) for name in sorted(platforms)},
        image_repository=image_repository(entry.sources),
        registry_mirrors={registry: _mirror(mirror) for registry, mirror in entry.sources.registry_mirrors.items()},
        proxy=_proxy(entry.sources.proxy) if entry.sources.proxy else None,
        bundle=_bundle(entry.sources.bundle) if entry.sources.bundle else None,
    )


def image_repository(entry: SourcesEntry) -> str:
    """Where kubeadm finds the images of the control plane."""
    return entry.image_repository or PRESETS[entry.preset].image_repository


def _repositories(entry: ClusterEntry, minor: str, platform: Platform) -> Iterator[tuple[str, Repository]]:
    general, own = entry.sources, entry.sources.platforms.get(platform.name)
    kubernetes = (own and own.kubernetes) or general.kubernetes
    uri = platform.family.kubernetes(minor, PRESETS[general.preset].packages)
    yield "kubernetes", _repository(kubernetes, uri, general.kubernetes)
    packages = (own and own.packages) or (general.packages if platform.name == entry.platform else None)
    if packages:
        yield "packages", _repository(packages, "", general.packages)


def _mirror(entry: MirrorEntry) -> RegistryMirror:
    return RegistryMirror(url=entry.url, ca=entry.ca, user=entry.user, override_path=entry.override_path)


def _proxy(entry: ProxyEntry) -> Proxy:
    return Proxy(http=entry.http or entry.https or "", https=entry.https or entry.http or "", user=entry.user, no_proxy=entry.no_proxy)


def _bundle(entry: BundleEntry) -> Bundle | None:
    return Bundle(lock=entry.lock, directory=entry.directory, images=entry.images) if entry.lock else None


def _repository(entry: RepositoryEntry, uri: str, beside: RepositoryEntry | None) -> Repository:
    key = entry.key or (beside and beside.key) or ""
    return Repository(uri=entry.uri or uri, suite=entry.suite, components=entry.components, key=key)
