"""The distribution's part of the mirror: Debian packages with everything that they need, and what the images take from them."""

from __future__ import annotations

import re
import shutil
from collections.abc import Sequence
from pathlib import Path

from lab.cache import make_once, pin
from lab.commands import run
from lab.hosts.rootfs import SUITE
from lab.mirror import libraries
from lab.settings import Settings

HOST_PACKAGES = (
    "chrony",
    "conntrack",
    "containerd",
    "ebtables",
    "ethtool",
    "firewalld",
    "fish",
    "haproxy",
    "iproute2",
    "iptables",
    "iputils-arping",
    "keepalived",
    "kmod",
    "nftables",
    "procps",
    "runc",
    "socat",
    "ufw",
    "zsh",
)
_OWN_PACKAGES = ("busybox-static", "docker-registry")
_DOWNLOAD_SECONDS = 900
_EPOCH = re.compile(r"_\d+%3a")


def path(settings: Settings) -> Path:
    """Where the distribution's part is, once made; named for its recipe."""
    modules = (Path(__file__), Path(libraries.__file__))
    name = pin(SUITE, *HOST_PACKAGES, *_OWN_PACKAGES, *(module.read_bytes() for module in modules))
    return settings.cache / "mirror" / f"debian-{name}"


def ensure(settings: Settings) -> Path:
    """Return the directory with packages/, image/ and bin/docker-registry; raises CommandFailed with the last lines of mmdebstrap."""
    return make_once(path(settings), _make)


def command(tree: Path, packages: Sequence[str] = HOST_PACKAGES + _OWN_PACKAGES, suite: str = SUITE) -> list[str]:
    """Return the mmdebstrap call that downloads and unpacks the packages into `tree`, resolved as if nothing were installed.

    So the mirror has more than any host lacks, and an update of the root file system leaves no dependency out.
    """
    skip = "essential/unlink,cleanup/apt/cache,cleanup/run,cleanup/tmp"
    return ["mmdebstrap", "--mode=root", "--variant=extract", f"--skip={skip}", f"--include={','.join(packages)}", suite, str(tree)]


def unpack(tree: Path, packages: Sequence[str], suite: str) -> None:
    """Fill `tree` with packages of a suite and all that they need; raises CommandFailed. `keep_packages` finds the packages there."""
    run(*command(tree, packages, suite), seconds=_DOWNLOAD_SECONDS)


def _make(directory: Path) -> None:
    tree = directory / "tree"
    run(*command(tree), seconds=_DOWNLOAD_SECONDS)
    keep_packages(tree, directory / "packages")
    (directory / "bin").mkdir()
    shutil.copy(tree / "usr/bin/docker-registry", directory / "bin")
    libraries.collect(tree, directory / "image")
    shutil.copy(tree / "bin/busybox", directory / "bin")
    shutil.rmtree(tree)


def keep_packages(tree: Path, packages: Path, pattern: str = "*.deb") -> None:
    """Move the .deb files to `packages`, named as an archive names them: without the epoch, whose colon URLs do not like."""
    packages.mkdir(parents=True)
    for deb in (tree / "var/cache/apt/archives").glob(pattern):
        shutil.move(deb, packages / _EPOCH.sub("_", deb.name))
