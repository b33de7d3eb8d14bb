"""The directory that the mirror serves over HTTP: apt repositories, the key that signs them, manifests and etcd's release."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from lab import programs
from lab.cache import make_once, pin
from lab.mirror import apt_repository, deb, debian, etcd_archive, kubernetes_packages, signing
from lab.programs.families import FLANNEL_MANIFEST, FLANNEL_VERSION, KUBERNETES_VERSIONS
from lab.programs.sources import ARCHITECTURE
from lab.settings import Settings


def ensure(settings: Settings) -> Path:
    """Return the tree, made where it is missing; raises CommandFailed."""
    distribution = debian.ensure(settings)
    key = signing.ensure(settings)
    manifest = programs.directory(settings, "flannel") / "share" / FLANNEL_MANIFEST
    packages = {minor: kubernetes_packages.packages(settings, minor) for minor in KUBERNETES_VERSIONS}
    code = (Path(module) for module in (__file__, apt_repository.__file__, deb.__file__, etcd_archive.__file__))
    etcd = programs.directory(settings, "etcd")
    parts = (distribution.name, repr(packages), str(manifest), str(etcd), (key / signing.PUBLIC_KEY).read_bytes())

    def make(tree: Path) -> None:
        for minor, wanted in packages.items():
            _publish_kubernetes(minor, wanted, key, tree / kubernetes_packages.repository_path(minor))
        _publish_distribution(distribution, key, tree / "apt/debian")
        _copy(key / signing.PUBLIC_KEY, tree / "keys" / signing.PUBLIC_KEY)
        _copy(manifest, tree / "manifests/flannel" / FLANNEL_VERSION / FLANNEL_MANIFEST)
        etcd_archive.publish(etcd / "bin", tree / etcd_archive.DIRECTORY)

    return make_once(settings.cache / "mirror" / f"tree-{pin(*parts, *(file.read_bytes() for file in code))}", make)


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
