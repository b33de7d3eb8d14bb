"""Third-party files: fetched from where they are published, pinned by digest, kept on this machine by digest."""

import hashlib
import urllib.error
import urllib.request
from pathlib import Path

from ..cache import keep
from ..core.spec.model import Artefact

FETCH_SECONDS = 30
LARGEST = 16 * 1024 * 1024


class ManifestError(Exception):
    """A file cannot be had, or is not the one that was pinned."""


def fetch(artefact: Artefact, cache: Path) -> bytes:
    """The bytes with the artefact's digest: from the cache, else from its URL.

    Raises:
        ManifestError: the URL does not answer, or with other bytes.
    """
    kept = cache / artefact.sha256
    if kept.is_file() and digest(kept.read_bytes()) == artefact.sha256:
        return kept.read_bytes()
    content = _download(artefact.url)
    if (found := digest(content)) != artefact.sha256:
        raise ManifestError(f"{artefact.url} has sha256 {found}, want {artefact.sha256}: it was changed, or the pin is of another version")
    keep(kept, content)
    return content


def _download(url: str) -> bytes:
    try:
        with urllib.request.urlopen(url, timeout=FETCH_SECONDS) as response:
            content = bytes(response.read(LARGEST + 1))
    except (OSError, ValueError) as error:
        reason = error.reason if isinstance(error, urllib.error.URLError) else error
        raise ManifestError(f"{url} cannot be fetched ({reason}): give a URL that answers from here in the stack file") from error
    if len(content) > LARGEST:
        raise ManifestError(f"{url} is larger than {LARGEST} bytes: that is no file of an addon")
    return content


def digest(content: bytes) -> str:
    """sha256 in hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()
