"""The one root file system under every host: Debian 12 as a cloud image has it, nothing of containers in it."""

from __future__ import annotations

from pathlib import Path

from lab.cache import make_once, pin
from lab.commands import run
from lab.progress import Progress
from lab.settings import Settings

SUITE = "bookworm"
_BUILD_SECONDS = 1200

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


def path(settings: Settings) -> Path:
    """Where the root file system is, once made; named for its recipe."""
    return settings.cache / "rootfs" / f"{SUITE}-{pin(*PACKAGES, *CUSTOMIZE)}"


def command(target: Path) -> list[str]:
    """The mmdebstrap call that makes the root file system in `target`; without a mirror named it takes the suite's own, updates too."""
    hooks = [f"--customize-hook={hook}" for hook in CUSTOMIZE]
    return [
        "mmdebstrap", "--mode=root", "--variant=minbase", "--format=directory", f"--include={','.join(PACKAGES)}",
        *hooks, SUITE, str(target),
    ]  # fmt: skip


def ensure(settings: Settings, progress: Progress) -> Path:
    """Make the root file system unless the cache has it; raises CommandFailed with mmdebstrap's last lines."""
    target = path(settings)
    if target.exists():
        return target
    target.parent.mkdir(parents=True, exist_ok=True)
    with progress.task(f"root file system (Debian {SUITE})"):
        return make_once(target, _bootstrap)


def _bootstrap(directory: Path) -> None:
    run(*command(directory), seconds=_BUILD_SECONDS)
