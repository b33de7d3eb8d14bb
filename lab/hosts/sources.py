"""Where a host's apt gets packages: the lab's mirror, and nowhere else."""

from __future__ import annotations

import json
import urllib.request
from pathlib import Path

from lab.errors import LabError
from lab.settings import Settings

_KEYRING = "/etc/apt/keyrings/lab.asc"
_SECONDS = 10


class MirrorSilent(LabError):
    """The mirror does not hand out its signing key."""


def learn(settings: Settings) -> None:
    """Ask the running mirror for its key and keep what hosts shall get; raises MirrorSilent."""
    url = f"{settings.mirror_url}/keys/lab.asc"
    try:
        with urllib.request.urlopen(url, timeout=_SECONDS) as answer:
            key = answer.read().decode()
    except OSError as reason:
        raise MirrorSilent(f"the mirror's signing key cannot be read from {url}: {reason}") from reason
    files = {_KEYRING: key, "/etc/apt/sources.list.d/debian.sources": debian(settings)}
    _kept(settings).write_text(json.dumps(files))


def files(settings: Settings) -> dict[str, tuple[int, str]]:
    """Path on a host → mode and content of its apt sources and their key; nothing in a lab without a mirror."""
    if not _kept(settings).exists():
        return {}
    return {path: (0o644, text) for path, text in json.loads(_kept(settings).read_text()).items()}


def debian(settings: Settings) -> str:
    """The deb822 source of Debian's packages, sources.list(5)."""
    return f"Types: deb\nURIs: {settings.mirror_url}/apt/debian/\nSuites: /\nSigned-By: {_KEYRING}\n"


def _kept(settings: Settings) -> Path:
    return settings.state / "apt.json"
