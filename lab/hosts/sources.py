"""The package sources of a host: only the mirror of the lab."""

from __future__ import annotations

from pathlib import Path

from lab.hosts.rootfs import BOOKWORM, ROCKY, Image
from lab.settings import Settings

_KEYRING = "/etc/apt/keyrings/lab.asc"
_RPM_KEY = "/etc/pki/rpm-gpg/lab.asc"
_AS_ON_RHEL = {
    # Enabled by Debian's package of plugins: a repository of the downloaded packages.
    "/etc/dnf/plugins/local.conf": (0o644, "[main]\nenabled = 0\n"),
    # In a directory that is there.
    "/etc/sysconfig/network": (0o644, ""),
}


def files(settings: Settings, image: Image = BOOKWORM) -> dict[str, tuple[int, str]]:
    """Returns mode and content, by path on a host, of its source and the key; none in a lab whose mirror has never run."""
    if not settings.mirror_key.exists():
        return {}
    key = (0o644, settings.mirror_key.read_text())
    if image == ROCKY:
        return {_RPM_KEY: key, "/etc/yum.repos.d/lab.repo": (0o644, system(settings)), **_AS_ON_RHEL}
    return {_KEYRING: key, "/etc/apt/sources.list.d/debian.sources": (0o644, debian(settings, image))}


def debian(settings: Settings, image: Image = BOOKWORM, key: str | Path = _KEYRING) -> str:
    """Returns the deb822 source of Debian's packages, sources.list(5); `key` is where its key is."""
    uri = f"{settings.mirror_url}/apt/debian/" if image == BOOKWORM else f"{settings.systems_url}/apt/{image.name}/"
    return f"Types: deb\nURIs: {uri}\nSuites: /\nSigned-By: {key}\n"


def system(settings: Settings, key: str | Path = _RPM_KEY) -> str:
    """Returns the repository that stands for the distribution's own, dnf.conf(5); `key` is where its key is."""
    return f"[system]\nname=system\nbaseurl={settings.systems_url}/rpm/system/\ngpgcheck=1\nrepo_gpgcheck=1\ngpgkey=file://{key}\n"
