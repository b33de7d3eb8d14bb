"""What a host fetches through."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Proxy:
    """HTTP proxies, by the scheme of what is fetched. A `user` has a password, which no spec holds.

    `no_proxy` are the stack's own exceptions: names, domains that begin with a dot, addresses and ranges.
    """

    http: str
    https: str
    user: str | None
    no_proxy: tuple[str, ...]
