"""Where a host's apt gets packages: the lab's mirror, and nowhere else."""

from __future__ import annotations

from lab.settings import Settings

_KEYRING = "/etc/apt/keyrings/lab.asc"


def files(settings: Settings) -> dict[str, tuple[int, str]]:
    """Path on a host → mode and content of its apt source and the key; nothing in a lab whose mirror never served."""
    if not settings.mirror_key.exists():
        return {}
    return {_KEYRING: (0o644, settings.mirror_key.read_text()), "/etc/apt/sources.list.d/debian.sources": (0o644, debian(settings))}


def debian(settings: Settings) -> str:
    """The deb822 source of Debian's packages, sources.list(5)."""
    return f"Types: deb\nURIs: {settings.mirror_url}/apt/debian/\nSuites: /\nSigned-By: {_KEYRING}\n"
