"""The identity of a host: name, addresses, machine-id, host keys and logins. Pure except for the key files."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from pathlib import Path

from lab.commands import run
from lab.settings import Settings

_NAMESPACE = uuid.UUID("9d0f3a52-6b0e-4f0c-9b51-3d0f4f7f5d7e")
_FILES = Path(__file__).parent / "files"
# systemd-networkd waits for udev forever in a container with a writable /sys
MASKED = (
    "systemd-udevd.service", "systemd-udevd-control.socket", "systemd-udevd-kernel.socket", "systemd-udev-trigger.service",
    "systemd-networkd.service", "systemd-networkd.socket", "console-getty.service", "getty@tty1.service",
)  # fmt: skip


@dataclass(frozen=True)
class Host:
    """A host of the lab; `index` counts from 1."""

    index: int
    address: str

    @property
    def name(self) -> str:
        """The host name, which is also the name of its directory in the state."""
        return f"host-{self.index}"


def host(settings: Settings, index: int) -> Host:
    """Returns the host with that index."""
    return Host(index, settings.host_address(index))


def make_key(key: Path, comment: str) -> None:
    """Creates an ed25519 key pair unless it exists."""
    if not key.exists():
        key.parent.mkdir(parents=True, exist_ok=True)
        key.parent.chmod(0o700)
        run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", comment, "-f", key)


def public(key: Path) -> str:
    """Returns type and base64 text of a public key."""
    return " ".join(key.with_suffix(".pub").read_text().split()[:2])


def host_key(settings: Settings, host: Host) -> Path:
    """Returns the path of the private key of a host's sshd, which the lab keeps when the disk is new."""
    return settings.state / "hosts" / host.name / "ssh_host_ed25519_key"


def machine_id(settings: Settings, host: Host) -> str:
    """Returns the machine-id(5) of a host, derived from its host key: both survive a new disk, and a new machine gets new ones."""
    return uuid.uuid5(_NAMESPACE, public(host_key(settings, host))).hex


def files(settings: Settings, host: Host) -> dict[str, tuple[int, str]]:
    """Returns mode and content by path on the host, for the files in which a host differs from its root file system."""
    client = f"{public(settings.client_key)} {settings.name}\n"
    key = host_key(settings, host)
    return {
        "/etc/hostname": (0o644, f"{host.name}\n"),
        "/etc/hosts": (0o644, _hosts(settings, host)),
        # answered by the resolver of the lab: a lookup that hangs costs kubeadm minutes
        "/etc/resolv.conf": (0o644, f"nameserver {settings.gateway}\n"),
        "/etc/machine-id": (0o444, f"{machine_id(settings, host)}\n"),
        "/etc/sudoers.d/admin": (0o440, "admin ALL=(ALL) NOPASSWD:ALL\n"),
        "/root/.ssh/authorized_keys": (0o600, client),
        "/home/admin/.ssh/authorized_keys": (0o600, client),
        "/etc/ssh/ssh_host_ed25519_key": (0o600, key.read_text()),
        "/etc/ssh/ssh_host_ed25519_key.pub": (0o644, key.with_suffix(".pub").read_text()),
        "/etc/lab/host.env": (0o644, f"ADDRESS={host.address}/{settings.subnet.prefixlen}\nGATEWAY={settings.gateway}\n"),
        "/etc/lab/prepare.sh": (0o755, (_FILES / "prepare.sh").read_text()),
        "/etc/systemd/system/lab-host.service": (0o644, (_FILES / "lab-host.service").read_text()),
    }


def links() -> dict[str, str]:
    """Returns targets by the path of symbolic links on the host: the units that run at boot and those that never do."""
    masks = {f"/etc/systemd/system/{unit}": "/dev/null" for unit in MASKED}
    wants = "/etc/systemd/system/sysinit.target.wants/lab-host.service"
    return {**masks, wants: "/etc/systemd/system/lab-host.service"}


def _hosts(settings: Settings, host: Host) -> str:
    return f"127.0.0.1 localhost\n{host.address} {host.name}\n{settings.gateway} mirror\n"
