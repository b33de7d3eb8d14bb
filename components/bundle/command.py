"""The command line of `make bundle`, and the order of its work."""

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
from ..core.config.model import EMPTY_LOCK, Bundle, ClusterSpec, EtcdRelease, Lock
from ..core.config.problems import InvalidSpec
from ..core.config.syntax.lock import written_lock
from ..core.platform import named
from ..core.platform.debian import DEBIAN
from ..core.platform.rhel import RHEL
from ..preflight.stack import read_stack, stack_parser
from ..project import Unusable, project_in
from . import archive, images
from .apt import Apt
from .dnf import Dnf
from .packages import Fetched, PackageManager, Sources
from .problems import BundleError

MADE: Final = 0
INCOMPLETE: Final = 1
COULD_NOT_READ: Final = 2
LARGEST_RELEASE: Final = 256 * 1024 * 1024
_OF_FAMILIES: Final[Mapping[str, Callable[[Path, Sources], PackageManager]]] = {DEBIAN.name: Apt, RHEL.name: Dnf}


def main(arguments: Sequence[str] | None = None) -> int:
    """Makes a bundle. The exit status is 0, 1 if a part of it cannot be had, or 2 if the stack file cannot be used."""
    options = parser().parse_args(arguments)
    try:
        spec = read_stack(options.project, options.stack, without_lock=True).spec
        directory: Path = options.project / options.directory
        with tempfile.TemporaryDirectory(prefix="bundle-") as scratch:
            lock = make_bundle(spec, directory, Path(scratch), options.sources)
    except (Unusable, InvalidSpec, BundleError, ManifestError, pulumi.RunError) as error:
        print(f"bundle: {error}", file=sys.stderr)
        return COULD_NOT_READ if isinstance(error, Unusable | InvalidSpec) else INCOMPLETE
    file: Path = options.project / options.lock if options.lock else project_in(options.project).lock_of(options.stack)
    file.write_text(written_lock(lock))
    print(f"{directory}: {len(lock.packages)} packages and {len(lock.images)} images; what they are is in {file}")
    return MADE


def make_bundle(spec: ClusterSpec, directory: Path, scratch: Path, distribution: Path | None) -> Lock:
    """Fills the directory of a bundle and returns its lock.

    Raises:
        BundleError, pulumi.RunError: a part of the bundle cannot be fetched or verified.
    """
    directory.mkdir(parents=True, exist_ok=True)
    for artefact in spec.addons.artefacts().values():
        fetch(artefact, directory, spec.sources.registry_mirrors)
    _report("packages")
    platform, architecture = _kind_of_nodes(spec)
    repositories = spec.sources.repositories[platform]
    sources = Sources(platform=platform, architecture=architecture, repositories=repositories, distribution=distribution)
    manager = _OF_FAMILIES[named(platform).family.name](scratch / "packages", sources)
    fetched = _fetched(manager, spec)
    programs = _programs(manager, fetched[CONTROL_PLANE], scratch / "programs")
    by_role = _images_of_roles(spec, directory, programs, [role for role in fetched if role in NODES])
    everything = sorted({image for names in by_role.values() for image in names})
    _report(f"{len(everything)} images")
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
    """Returns the packages of each role, fetched once if roles need the same ones."""
    wanted = {role: wanted_packages(spec, role) for role in archives(spec)}
    answers = {names: manager.fetch(names) for names in dict.fromkeys(wanted.values())}
    return {role: answers[names] for role, names in wanted.items()}


def _programs(manager: PackageManager, fetched: Sequence[Fetched], directory: Path) -> Path:
    """Unpacks kubeadm and kubectl of this cluster from their packages and returns their directory."""
    for each in fetched:
        if each.package.name in ("kubeadm", "kubectl"):
            manager.unpack(each.file, directory)
    return directory / "usr/bin"


def _images_of_roles(spec: ClusterSpec, directory: Path, programs: Path, roles: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Returns the images that nodes of each role run; those of addons are read from their rendered objects."""
    of_kubeadm = _kubeadm_images(spec, programs / "kubeadm")
    rendering = Programs(kubernetes_version=spec.kubernetes_version, kubectl=programs / "kubectl")
    of_addons = [image for addon in wanted_addons(_with_bundle(spec, directory), rendering) for image in addon.known_images()]
    return {role: images_of_role(role, of_kubeadm, spec, of_addons) for role in roles}


def _packed(directory: Path, role: str, content: Mapping[str, bytes | Path]) -> str:
    _report(f"archive for {role}")
    return archive.write(directory / f"{role}.tar", content)


def _verified(release: EtcdRelease) -> bytes:
    content = download(release.url, largest=LARGEST_RELEASE)
    if (found := digest(content)) != release.sha256:
        raise BundleError(f"what etcd.release.url serves has the digest {found}, want {release.sha256}")
    return content


def _with_bundle(spec: ClusterSpec, directory: Path) -> ClusterSpec:
    """Returns the spec with the bundle's directory as the source of the files of addons."""
    return replace(spec, sources=replace(spec.sources, bundle=Bundle(lock=EMPTY_LOCK, directory=str(directory))))


def _kubeadm_images(spec: ClusterSpec, kubeadm: Path) -> list[str]:
    """Returns the images that this kubeadm lists: no table here contains those of every patch release."""
    version = ["--kubernetes-version", f"v{spec.kubernetes_version}", "--image-repository", spec.sources.image_repository]
    try:
        said = subprocess.run([kubeadm, "config", "images", "list", *version], capture_output=True, text=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError) as error:
        raise BundleError(f"the hosts' kubeadm does not run here: use a machine of their architecture ({error})") from error
    return said.split()


def _kind_of_nodes(spec: ClusterSpec) -> tuple[str, str]:
    """Returns the platform and the architecture of the nodes."""
    kinds = kinds_of_nodes(spec)
    if len(kinds) > 1:
        found = ", ".join(map(" on ".join, kinds))
        raise BundleError(f"the nodes are of {found}: a bundle is made for one release on one architecture so far")
    return kinds[0]


def _report(what: str) -> None:
    print(f"bundle: {what}", file=sys.stderr, flush=True)


def parser() -> argparse.ArgumentParser:
    """Returns the command line."""
    parser = stack_parser("bundle", "Fetch and pack everything that a stack's hosts need without a network.")
    parser.add_argument(
        "--sources", type=Path, metavar="PATH", help="sources of apt or dnf that the hosts' distribution has (default: this machine's)"
    )
    parser.add_argument("--directory", type=Path, default=Path("bundle"), metavar="DIRECTORY", help="where the files go (default: bundle)")
    parser.add_argument("--lock", type=Path, metavar="FILE", help="where the lock goes (default: <stack>.lock.yaml beside the stack file)")
    return parser
