"""What hosts fetch through."""

from typing import Any, Final

from ..model import Proxy
from ..readers import ListOf, Scalar
from ..syntax.network import proxy_url, user_name
from ..syntax.passed_on import no_proxy
from ..tables import Default, Key, Object
from .changes import ROLLS_ALL


def _proxy(*, http: str | None, https: str | None, **fields: Any) -> Proxy:
    """Builds the proxies. If there is only one it is used for both; `rules.sources` reports if there is none."""
    return Proxy(http=http or https or "", https=https or http or "", **fields)


PROXY: Final = Object(
    "the HTTP proxies of packages and images",
    _proxy,
    (
        Key(
            "http",
            Scalar("URL", proxy_url, secret=True),
            "The proxy for http.",
            ROLLS_ALL,
            default=Default.NONE,
            unset="the one of `https`",
        ),
        Key(
            "https",
            Scalar("URL", proxy_url, secret=True),
            "The proxy for https.",
            ROLLS_ALL,
            default=Default.NONE,
            unset="the one of `http`",
        ),
        Key(
            "user",
            Scalar("user name", user_name),
            "Who asks; the password is the secret `kubeadm:proxyPassword`.",
            ROLLS_ALL,
            default=Default.NONE,
            unset="nobody in particular",
        ),
        Key(
            "noProxy",
            ListOf(Scalar("name, .domain, *.domain or address, each with a :port or without, or range", no_proxy)),
            "What is reached directly, beside the cluster's own names and addresses; name networks and not single hosts.",
            ROLLS_ALL,
            default=[],
        ),
    ),
)
