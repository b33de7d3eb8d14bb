"""The root file systems under hosts: a system as a cloud image has it, nothing of containers in it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from lab.cache import make_once, pin
from lab.commands import run
from lab.errors import LabError
from lab.progress import Progress
from lab.settings import Settings

SUITE = "bookworm"
_BUILD_SECONDS = 1200


class UnknownImage(LabError):
    """There is no root file system of that name."""


# Lists are part of the key of the cache: a changed list makes a new root file system.
PACKAGES = (
    "apt-utils", "bash-completion", "ca-certificates", "curl", "dbus", "file", "gpg", "gpgv", "iproute2", "iputils-ping",
    "kmod", "less", "libpam-systemd", "lsb-release", "lsof", "netbase", "openssh-server", "procps", "psmisc", "sudo",
    "systemd", "systemd-sysv", "vim-tiny", "xz-utils",
)  # fmt: skip
CUSTOMIZE = (
    'chroot "$1" useradd --create-home --shell /bin/bash --groups sudo admin',
    # every host gets keys, an identity and sources of its own
    'rm -f "$1"/etc/ssh/ssh_host_* "$1"/etc/apt/sources.list',
    ': >"$1"/etc/machine-id',
    # they would fetch and upgrade packages in the middle of a test
    'chroot "$1" systemctl disable apt-daily.timer apt-daily-upgrade.timer',
)
# Of RHEL's family there is only what its package managers work on: its own packages cannot be had everywhere.
LOCKING = "/usr/share/lab/versionlock"
_DNF = ("conntrack", "dnf", "dnf-plugins-core", "ebtables", "ethtool", "iptables", "libseccomp2", "nftables", "rpm", "socat")
_OS_RELEASE = {
    "NAME": "Rocky Linux",
    "ID": "rocky",
    "ID_LIKE": "rhel centos fedora",
    "VERSION_ID": "9.6",
    "PRETTY_NAME": "Rocky Linux 9.6 (Blue Onyx)",
}
_PLUGIN = "etc/dnf/plugins/versionlock.* usr/lib/python3/dist-packages/dnf-plugins/versionlock.py"
_AS_ROCKY = (
    "printf '%s\\n' " + " ".join(f"'{name}=\"{value}\"'" for name, value in _OS_RELEASE.items()) + ' >"$1"/usr/lib/os-release',
    # A package of its own there, which a host has only if somebody installs it.
    f'cd "$1" && mkdir -p ".{LOCKING}" && mv {_PLUGIN} ".{LOCKING}"',
)


@dataclass(frozen=True)
class Image:
    """A root file system, by what it is made from."""

    name: str
    suite: str
    packages: tuple[str, ...] = PACKAGES
    customize: tuple[str, ...] = CUSTOMIZE


BOOKWORM = Image(SUITE, SUITE)
TRIXIE = Image("trixie", "trixie")
ROCKY = Image("rocky", SUITE, (*PACKAGES, *_DNF), (*CUSTOMIZE, *_AS_ROCKY))
IMAGES = {image.name: image for image in (BOOKWORM, TRIXIE, ROCKY)}
"""Debian 12, which hosts have unless they are asked to have another; Debian 13; and dnf and rpm in a host that says it is Rocky Linux."""


def named(name: str) -> Image:
    """The image of that name; raises UnknownImage."""
    if name not in IMAGES:
        raise UnknownImage(f"no image {name!r}: there are {', '.join(IMAGES)}")
    return IMAGES[name]


def path(settings: Settings, image: Image = BOOKWORM) -> Path:
    """Where the root file system is, once made; named for its recipe."""
    return settings.cache / "rootfs" / f"{image.name}-{pin(*image.packages, *image.customize)}"


def command(target: Path, image: Image = BOOKWORM) -> list[str]:
    """The mmdebstrap call that makes the root file system in `target`; without a mirror named it takes the suite's own, updates too."""
    hooks = [f"--customize-hook={hook}" for hook in image.customize]
    return [
        "mmdebstrap", "--mode=root", "--variant=minbase", "--format=directory", f"--include={','.join(image.packages)}",
        *hooks, image.suite, str(target),
    ]  # fmt: skip


def ensure(settings: Settings, progress: Progress, image: Image = BOOKWORM) -> Path:
    """Make the root file system unless the cache has it; raises CommandFailed with mmdebstrap's last lines."""
    target = path(settings, image)
    if target.exists():
        return target
    target.parent.mkdir(parents=True, exist_ok=True)
    with progress.task(f"root file system ({image.name})"):
        return make_once(target, lambda directory: _bootstrap(directory, image))


def _bootstrap(directory: Path, image: Image) -> None:
    run(*command(directory, image), seconds=_BUILD_SECONDS)
