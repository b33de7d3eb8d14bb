"""What hosts fetch through."""

from typing import Final

from ..entries import ProxyEntry
from ..readers import ListOf, Scalar
from ..syntax.network import proxy_exception, proxy_url, user_name
from ..tables import Default, Key, Object
from .changes import ROLLS_ALL

PROXY: Final = Object(
    "the HTTP proxies of packages and images",
    ProxyEntry,
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
            ListOf(Scalar("name, .domain, address or range", proxy_exception)),
            "What is reached directly, beside the cluster's own names and addresses; name networks and not single hosts.",
            ROLLS_ALL,
            default=[],
        ),
    ),
)
