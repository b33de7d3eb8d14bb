"""The web page of a cluster."""

from typing import Final

from ....catalogue import CATALOGUE
from ...model import Headlamp
from ...readers import Scalar
from ...syntax.kubernetes import dns_subdomain, release_tag
from ...tables import Default, Key, Object
from ..changes import LIVE
from .parts import SETTINGS, pinned

HEADLAMP: Final = Object(
    "the web page Headlamp",
    pinned("headlamp", Headlamp),
    (
        Key("version", Scalar("version", release_tag), "Version of Headlamp.", LIVE, default=CATALOGUE["headlamp"].default),
        Key(
            "hostname",
            Scalar("DNS name", dns_subdomain),
            "The name by which browsers find it through the Gateway; people send it their tokens, so use it with HTTPS.",
            LIVE,
            default=Default.NONE,
            unset="reached by `kubectl port-forward` only",
        ),
        *SETTINGS,
    ),
)
