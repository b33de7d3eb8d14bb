"""The root file systems of hosts: systems like those of cloud images, without container software."""

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
    """Raised if there is no root file system with a name."""


# The lists are part of the cache key: a changed list leads to a new root file system.
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
# For the RHEL family there is only the environment of its package managers: its packages are not available everywhere.
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
    # A separate package there, which a host has only if it is installed.
    f'cd "$1" && mkdir -p ".{LOCKING}" && mv {_PLUGIN} ".{LOCKING}"',
)


@dataclass(frozen=True)
class Image:
    """The recipe of a root file system."""

    name: str
    suite: str
    packages: tuple[str, ...] = PACKAGES
    customize: tuple[str, ...] = CUSTOMIZE


BOOKWORM = Image(SUITE, SUITE)
TRIXIE = Image("trixie", "trixie")
ROCKY = Image("rocky", SUITE, (*PACKAGES, *_DNF), (*CUSTOMIZE, *_AS_ROCKY))
IMAGES = {image.name: image for image in (BOOKWORM, TRIXIE, ROCKY)}
"""Debian 12, the default of hosts; Debian 13; and dnf and rpm on a host that claims to be Rocky Linux."""


def named(name: str) -> Image:
    """Returns the image of that name; raises UnknownImage."""
    if name not in IMAGES:
        raise UnknownImage(f"no image {name!r}: there are {', '.join(IMAGES)}")
    return IMAGES[name]


def path(settings: Settings, image: Image = BOOKWORM) -> Path:
    """Returns the path of the root file system, named after its recipe; it exists once it is made."""
    return settings.cache / "rootfs" / f"{image.name}-{pin(*image.packages, *image.customize)}"


def command(target: Path, image: Image = BOOKWORM) -> list[str]:
    """Returns the mmdebstrap call that makes the root file system in `target` from the default mirrors of the suite, with updates."""
    hooks = [f"--customize-hook={hook}" for hook in image.customize]
    return [
        "mmdebstrap", "--mode=root", "--variant=minbase", "--format=directory", f"--include={','.join(image.packages)}",
        *hooks, image.suite, str(target),
    ]  # fmt: skip


def ensure(settings: Settings, progress: Progress, image: Image = BOOKWORM) -> Path:
    """Makes the root file system unless the cache has it; raises CommandFailed with mmdebstrap's last lines."""
    target = path(settings, image)
    if target.exists():
        return target
    target.parent.mkdir(parents=True, exist_ok=True)
    with progress.task(f"root file system ({image.name})"):
        return make_once(target, lambda directory: _bootstrap(directory, image))


def _bootstrap(directory: Path, image: Image) -> None:
    run(*command(directory, image), seconds=_BUILD_SECONDS)
