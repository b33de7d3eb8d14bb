"""The directory that the mirror serves over HTTP: apt repositories, the key that signs them, manifests and etcd's release."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from pathlib import Path

from lab import programs
from lab.cache import make_once, pin
from lab.mirror import apt_repository, deb, debian, etcd_archive, kubernetes_packages, signing
from lab.programs.families import FLANNEL_MANIFEST, FLANNEL_VERSION
from lab.programs.sources import ARCHITECTURE
from lab.settings import Settings

_Packages = Mapping[str, list[deb.Package]]


def path(settings: Settings) -> Path:
    """Where the tree is, once made; named for the parts and the code that it is made from. The signing key must be there."""
    return _named(settings, _kubernetes(settings))


def _kubernetes(settings: Settings) -> _Packages:
    """Returns the packages of each minor whose programs are in the cache."""
    return {minor: kubernetes_packages.packages(settings, minor) for minor in programs.minors(settings)}


def _named(settings: Settings, packages: _Packages) -> Path:
    key = signing.path(settings) / signing.PUBLIC_KEY
    parts = (debian.path(settings).name, repr(packages), str(_manifest(settings)), str(_etcd(settings)), key.read_bytes())
    code = (Path(module) for module in (__file__, apt_repository.__file__, deb.__file__, etcd_archive.__file__))
    return settings.cache / "mirror" / f"tree-{pin(*parts, *(file.read_bytes() for file in code))}"


def ensure(settings: Settings) -> Path:
    """Return the tree, made where it is missing; raises CommandFailed."""
    distribution = debian.ensure(settings)
    key = signing.ensure(settings)
    kubernetes = _kubernetes(settings)

    def make(tree: Path) -> None:
        for minor, packages in kubernetes.items():
            _publish_kubernetes(minor, packages, key, tree / kubernetes_packages.repository_path(minor))
        _publish_distribution(distribution, key, tree / "apt/debian")
        _copy(key / signing.PUBLIC_KEY, tree / "keys" / signing.PUBLIC_KEY)
        _copy(_manifest(settings), tree / "manifests/flannel" / FLANNEL_VERSION / FLANNEL_MANIFEST)
        etcd_archive.publish(_etcd(settings) / "bin", tree / etcd_archive.DIRECTORY)

    return make_once(_named(settings, kubernetes), make)


def _manifest(settings: Settings) -> Path:
    return programs.directory(settings, "flannel") / "share" / FLANNEL_MANIFEST


def _etcd(settings: Settings) -> Path:
    return programs.directory(settings, "etcd")


def _publish_kubernetes(minor: str, packages: list[deb.Package], key: Path, repository: Path) -> None:
    pool = repository / ARCHITECTURE
    pool.mkdir(parents=True)
    for package in packages:
        deb.write(package, pool)
    apt_repository.publish(repository, key, f"Kubernetes {minor}")
    _copy(key / signing.PUBLIC_KEY, repository / "Release.key")  # where pkgs.k8s.io has its own


def _publish_distribution(distribution: Path, key: Path, repository: Path) -> None:
    pool = repository / "pool"
    pool.mkdir(parents=True)
    for package in (distribution / "packages").iterdir():
        os.link(package, pool / package.name)
    apt_repository.publish(repository, key, "Debian packages for the lab")


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)
