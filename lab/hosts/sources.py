"""Where a host's apt gets packages: the lab's mirror, and nowhere else."""

from __future__ import annotations

import urllib.request

from lab.settings import Settings

_KEYRING = "/etc/apt/keyrings/lab.asc"
_SECONDS = 10


def files(settings: Settings) -> dict[str, str]:
    """Path on a host → text of its apt sources and of the key that signs them; the mirror must be serving."""
    with urllib.request.urlopen(f"{settings.mirror_url}/keys/lab.asc", timeout=_SECONDS) as answer:
        key = answer.read().decode()
    return {_KEYRING: key, "/etc/apt/sources.list.d/debian.sources": debian(settings)}


def debian(settings: Settings) -> str:
    """The deb822 source of Debian's packages, sources.list(5)."""
    return f"Types: deb\nURIs: {settings.mirror_url}/apt/debian/\nSuites: /\nSigned-By: {_KEYRING}\n"
