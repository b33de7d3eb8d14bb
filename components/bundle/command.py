"""The command line of bundle, and the order of its work."""

import argparse
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

import pulumi

from ..addons import wanted_addons
from ..addons.fetching import fetch
from ..addons.manifest import ManifestError, digest, download
from ..addons.programs import Programs
from ..core.bundle.contents import (
    CONTROL_PLANE,
    ETCD,
    NODES,
    RELEASE,
    archives,
    images_of_role,
    kinds_of_nodes,
    release_of_etcd,
    wanted_packages,
    wants,
)
from ..core.platform import named
from ..core.platform.debian import DEBIAN
from ..core.platform.rhel import RHEL
from ..core.spec.model import EMPTY_LOCK, Bundle, ClusterSpec, EtcdRelease, Lock
from ..core.spec.problems import InvalidSpec
from ..core.spec.syntax.lock import written_lock
from ..preflight.stack import Unusable, read_stack
from . import archive, images
from .apt import Apt
from .dnf import Dnf
from .packages import Fetched, PackageManager, Sources
from .problems import Hindrance

LARGEST_RELEASE: Final = 256 * 1024 * 1024
_OF_FAMILIES: Final[Mapping[str, Callable[[Path, Sources], PackageManager]]] = {DEBIAN.name: Apt, RHEL.name: Dnf}


def main(arguments: Sequence[str] | None = None) -> int:
    """Make a bundle; the exit status is 0, or 1 where something hinders."""
    options = _parser().parse_args(arguments)
    try:
        spec = read_stack(options.project, options.stack, without_lock=True).spec
        directory: Path = options.project / options.directory
        with tempfile.TemporaryDirectory(prefix="bundle-") as scratch:
            lock = made(spec, directory, Path(scratch), options.sources)
    except (Unusable, InvalidSpec, Hindrance, ManifestError, pulumi.RunError) as hindrance:
        print(f"bundle: {hindrance}", file=sys.stderr)
        return 1
    file: Path = options.project / (options.lock or f"stacks/{options.stack}.lock.yaml")
    file.write_text(written_lock(lock))
    print(f"{directory}: {len(lock.packages)} packages and {len(lock.images)} images; what they are is in {file}")
    return 0


def made(spec: ClusterSpec, directory: Path, scratch: Path, distribution: Path | None) -> Lock:
    """Fill the bundle's directory.

    Raises:
        Hindrance, pulumi.RunError: something cannot be had.
    """
    directory.mkdir(parents=True, exist_ok=True)
    for artefact in spec.addons.artefacts().values():
        fetch(artefact, directory, spec.sources.registry_mirrors)
    _say("packages")
    platform, architecture = _kind_of_nodes(spec)
    repositories = spec.sources.repositories[platform]
    sources = Sources(platform=platform, architecture=architecture, repositories=repositories, distribution=distribution)
    manager = _OF_FAMILIES[named(platform).family.name](scratch / "packages", sources)
    fetched = _fetched(manager, spec)
    programs = _programs(manager, fetched[CONTROL_PLANE], scratch / "programs")
    by_role = _images_of_roles(spec, directory, programs, [role for role in fetched if role in NODES])
    everything = sorted({image for names in by_role.values() for image in names})
    _say(f"{len(everything)} images")
    layout = scratch / "images"
    digests = images.pull(everything, spec.sources.registry_mirrors, architecture, layout)
    content = {role: {**manager.repository(files), **images.in_archive(layout, by_role.get(role, ()))} for role, files in fetched.items()}
    if ETCD in content and (release := release_of_etcd(spec)):
        content[ETCD][RELEASE] = _verified(release)
    return Lock(
        wants=wants(spec),
        packages=tuple(
            sorted({each.package for files in fetched.values() for each in files}, key=lambda package: (package.name, package.version))
        ),
        images=digests,
        artefacts={artefact.source: artefact.sha256 for artefact in spec.addons.artefacts().values()},
        archives={role: _packed(directory, role, files) for role, files in content.items()},
    )


def _fetched(manager: PackageManager, spec: ClusterSpec) -> dict[str, list[Fetched]]:
    """The packages of each role, fetched once where roles want the same."""
    wanted = {role: wanted_packages(spec, role) for role in archives(spec)}
    answers = {names: manager.fetch(names) for names in dict.fromkeys(wanted.values())}
    return {role: answers[names] for role, names in wanted.items()}


def _programs(manager: PackageManager, fetched: Sequence[Fetched], directory: Path) -> Path:
    """Where this cluster's kubeadm and kubectl are, out of their packages."""
    for each in fetched:
        if each.package.name in ("kubeadm", "kubectl"):
            manager.unpack(each.file, directory)
    return directory / "usr/bin"


def _images_of_roles(spec: ClusterSpec, directory: Path, programs: Path, roles: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """The images that nodes of each role run; those of addons as their objects name them once they are rendered."""
    of_kubeadm = _kubeadm_images(spec, programs / "kubeadm")
    rendering = Programs(kubernetes_version=spec.kubernetes_version, kubectl=programs / "kubectl")
    of_addons = [image for addon in wanted_addons(_kept_in(spec, directory), rendering) for image in addon.known_images()]
    return {role: images_of_role(role, of_kubeadm, spec, of_addons) for role in roles}


def _packed(directory: Path, role: str, content: Mapping[str, bytes | Path]) -> str:
    _say(f"archive for {role}")
    return archive.write(directory / f"{role}.tar", content)


def _verified(release: EtcdRelease) -> bytes:
    content = download(release.url, largest=LARGEST_RELEASE)
    if (found := digest(content)) != release.sha256:
        raise Hindrance(f"what etcd.release.url serves has the digest {found}, want {release.sha256}")
    return content


def _kept_in(spec: ClusterSpec, directory: Path) -> ClusterSpec:
    """The cluster whose addons have their files in the bundle's directory."""
    return replace(spec, sources=replace(spec.sources, bundle=Bundle(lock=EMPTY_LOCK, directory=str(directory))))


def _kubeadm_images(spec: ClusterSpec, kubeadm: Path) -> list[str]:
    """The images of this very kubeadm, by its own word: no table of ours knows those of every patch."""
    version = ["--kubernetes-version", f"v{spec.kubernetes_version}", "--image-repository", spec.sources.image_repository]
    try:
        said = subprocess.run([kubeadm, "config", "images", "list", *version], capture_output=True, text=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError) as error:
        raise Hindrance(f"the hosts' kubeadm does not run here: use a machine of their architecture ({error})") from error
    return said.split()


def _kind_of_nodes(spec: ClusterSpec) -> tuple[str, str]:
    """Their platform and their architecture."""
    kinds = kinds_of_nodes(spec)
    if len(kinds) > 1:
        found = ", ".join(map(" on ".join, kinds))
        raise Hindrance(f"the nodes are of {found}: a bundle is made for one release on one architecture so far")
    return kinds[0]


def _say(what: str) -> None:
    print(f"bundle: {what}", file=sys.stderr, flush=True)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="bundle", description="Fetch and pack everything that a stack's hosts need without a network.")
    parser.add_argument("stack", help="name of the stack: Pulumi.<stack>.yaml in the project's directory of stacks")
    parser.add_argument(
        "--sources", type=Path, metavar="PATH", help="sources of apt or dnf that the hosts' distribution has (default: this machine's)"
    )
    parser.add_argument("--directory", type=Path, default=Path("bundle"), help="where the files go (default: bundle)")
    parser.add_argument("--lock", type=Path, help="where the lock goes (default: stacks/<stack>.lock.yaml)")
    parser.add_argument("--project", type=Path, default=Path(), metavar="DIRECTORY", help="where Pulumi.yaml is (default: here)")
    return parser
