"""The distribution's part of the mirror: Debian packages with everything that they need, and what the images take from them."""

from __future__ import annotations

import re
import shutil
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


def command(tree: Path) -> list[str]:
    """Return the mmdebstrap call that downloads and unpacks the packages into `tree`, resolved as if nothing were installed.

    So the mirror has more than any host lacks, and an update of the root file system leaves no dependency out.
    """
    include = ",".join(HOST_PACKAGES + _OWN_PACKAGES)
    skip = "essential/unlink,cleanup/apt/cache,cleanup/run,cleanup/tmp"
    return ["mmdebstrap", "--mode=root", "--variant=extract", f"--skip={skip}", f"--include={include}", SUITE, str(tree)]


def _make(directory: Path) -> None:
    tree = directory / "tree"
    run(*command(tree), seconds=_DOWNLOAD_SECONDS)
    _keep_packages(tree / "var/cache/apt/archives", directory / "packages")
    (directory / "bin").mkdir()
    shutil.copy(tree / "usr/bin/docker-registry", directory / "bin")
    libraries.collect(tree, directory / "image")
    shutil.copy(tree / "bin/busybox", directory / "bin")
    shutil.rmtree(tree)


def _keep_packages(archives: Path, packages: Path) -> None:
    """Move the .deb files to `packages`, named as an archive names them: without the epoch, whose colon URLs do not like."""
    packages.mkdir()
    for deb in archives.glob("*.deb"):
        shutil.move(deb, packages / _EPOCH.sub("_", deb.name))
