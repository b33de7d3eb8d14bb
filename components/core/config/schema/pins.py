"""Pinned files: the URL of a file and its digest."""

from ..readers import Scalar
from ..syntax.host import sha256
from ..syntax.network import url
from ..tables import Derived, Key


def pin_keys(address: Derived, digest: Derived, *, where: str, what: str, change: str, official: str) -> tuple[Key, Key]:
    """Returns the keys `url` and `sha256` of a table. Their defaults are the `official` URL and the digest known for the version."""
    return (
        Key("url", Scalar("URL", url, secret=True), where, change, default=address, unset=official),
        Key("sha256", Scalar("64 hexadecimal digits", sha256), what, change, default=digest, unset="the digest known for the version"),
    )
