"""Third-party files, downloaded and identified by their digest."""

import hashlib
import ssl
import urllib.error
import urllib.request
from collections.abc import Mapping
from types import MappingProxyType
from urllib.parse import urlsplit

FETCH_SECONDS = 30
LARGEST = 16 * 1024 * 1024
NO_HEADERS: Mapping[str, str] = MappingProxyType({})


class ManifestError(Exception):
    """The error for a file that cannot be fetched or read, or is not the pinned one."""


def download(url: str, headers: Mapping[str, str] = NO_HEADERS, *, tls: ssl.SSLContext | None = None, largest: int = LARGEST) -> bytes:
    """Returns what a URL serves. Headers are not sent on to the target of a redirect.

    Raises:
        ManifestError: it does not answer, or the answer is too large.
    """
    try:
        request = urllib.request.Request(url)
        if urlsplit(url).scheme not in ("http", "https"):
            raise ValueError("it is neither https:// nor http://")
        for name, value in headers.items():
            request.add_unredirected_header(name, value)
        with urllib.request.urlopen(request, timeout=FETCH_SECONDS, context=tls) as response:
            content = bytes(response.read(largest + 1))
    except (OSError, ValueError) as error:
        reason = error.reason if isinstance(error, urllib.error.URLError) else error
        raise ManifestError(f"{url} cannot be fetched ({reason}): give a URL that answers from here in the stack file") from error
    if len(content) > largest:
        raise ManifestError(f"{url} is larger than {largest} bytes: that is no file of an addon")
    return content


def digest(content: bytes) -> str:
    """Returns the SHA-256 in hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()
