"""The command line of bundle, and the order of its work."""

import argparse
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

import pulumi

from ..addons import wanted_addons
from ..addons.manifest import ManifestError, fetch
from ..core.bundle.contents import ARCHIVES, images_of_role, platforms_of_nodes, wanted_packages, wants
from ..core.platform import named
from ..core.spec.model import Bundle, Chart, ClusterSpec, CustomAddon, Kustomization, Lock
from ..core.spec.problems import InvalidSpec
from ..core.spec.syntax.lock import written_lock
from ..preflight.stack import Unusable, read_stack
from . import archive, images, packages
from .problems import Hindrance

ARCHITECTURE: Final = "amd64"


def main(arguments: Sequence[str] | None = None) -> int:
    """Make a bundle; the exit status is 0, or 1 where something hinders."""
    options = _parser().parse_args(arguments)
    try:
        spec = read_stack(options.project, options.stack, without_bundle=True).spec
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
        fetch(artefact, directory)
    of_addons = [image for addon in wanted_addons(_kept_in(spec, directory)) for image in addon.images()]
    for addon in filter(_is_rendered, spec.addons.custom):
        _say(f"the images of {addon.name} are not in it: which they are is known once Pulumi renders it")
    _say("packages")
    apt = packages.Apt(scratch / "apt", ARCHITECTURE, spec.sources.repositories[_platform(spec)], distribution)
    fetched = apt.fetch(wanted_packages(spec))
    of_kubeadm = _kubeadm_images(spec, next(path for package, path, _ in fetched if package.name == "kubeadm"), scratch)
    by_role = {role: images_of_role(role, of_kubeadm, spec, of_addons) for role in ARCHIVES}
    everything = sorted({image for role in by_role.values() for image in role})
    _say(f"{len(everything)} images")
    layout = scratch / "images"
    digests = images.pull(everything, spec.sources.registry_mirrors, ARCHITECTURE, layout)
    shared: dict[str, bytes | Path] = {f"packages/{path.name}": path for _, path, _ in fetched}
    shared["packages/Packages"] = packages.index([stanza for _, _, stanza in fetched])
    archives = {}
    for role, names in by_role.items():
        _say(f"archive for {role}")
        held = {f"images/{name}": content for name, content in images.only(layout, names).items()}
        listed = {"images.txt": "".join(f"{name}\n" for name in names).encode()}
        archives[role] = archive.write(directory / f"{role}.tar", {**shared, **held, **listed})
    return Lock(
        wants=wants(spec),
        packages=tuple(package for package, _, _ in fetched),
        images=digests,
        artefacts={artefact.url: artefact.sha256 for artefact in spec.addons.artefacts().values()},
        archives=archives,
    )


def _kept_in(spec: ClusterSpec, directory: Path) -> ClusterSpec:
    """The cluster with the addons that are objects without Pulumi, whose files are kept in the bundle."""
    nothing = Lock(wants={}, packages=(), images={}, artefacts={}, archives={})
    addons = replace(spec.addons, custom=tuple(addon for addon in spec.addons.custom if not _is_rendered(addon)))
    return replace(spec, addons=addons, sources=replace(spec.sources, bundle=Bundle(lock=nothing, directory=str(directory))))


def _is_rendered(addon: CustomAddon) -> bool:
    return isinstance(addon.source, Chart | Kustomization)


def _kubeadm_images(spec: ClusterSpec, package: Path, scratch: Path) -> list[str]:
    """The images of this very kubeadm, by its own word: no table of ours knows those of every patch."""
    tree = scratch / "kubeadm"
    subprocess.run(["dpkg-deb", "--extract", package, tree], check=True)
    version = ["--kubernetes-version", f"v{spec.kubernetes_version}", "--image-repository", spec.sources.image_repository]
    words = [str(tree / "usr/bin/kubeadm"), "config", "images", "list", *version]
    try:
        said = subprocess.run(words, capture_output=True, text=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError) as error:
        raise Hindrance(f"kubeadm of {package.name} does not run here: use a machine of the hosts' architecture ({error})") from error
    return said.split()


def _platform(spec: ClusterSpec) -> str:
    platforms = platforms_of_nodes(spec)
    if len(platforms) > 1 or named(platforms[0]).family.name != "debian":
        raise Hindrance(f"the nodes are of {', '.join(platforms)}: a bundle is made for one release of Debian or Ubuntu so far")
    return platforms[0]


def _say(what: str) -> None:
    print(f"bundle: {what}", file=sys.stderr, flush=True)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="bundle", description="Fetch and pack everything that a stack's nodes need without a network.")
    parser.add_argument("stack", help="name of the stack: Pulumi.<stack>.yaml in the project's directory of stacks")
    parser.add_argument("--sources", type=Path, metavar="PATH", help="apt's sources of the hosts' distribution (default: this machine's)")
    parser.add_argument("--directory", type=Path, default=Path("bundle"), help="where the files go (default: bundle)")
    parser.add_argument("--lock", type=Path, help="where the lock goes (default: stacks/<stack>.lock.yaml)")
    parser.add_argument("--project", type=Path, default=Path(), metavar="DIRECTORY", help="where Pulumi.yaml is (default: here)")
    return parser
