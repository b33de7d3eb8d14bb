"""The pod network Weave."""

from typing import Final

from ....catalogue import CATALOGUE
from ...model import Weave
from ...readers import Scalar
from ...syntax.kubernetes import release_tag
from ...syntax.text import integer, truth
from ...tables import Default, Key, Object
from ..changes import LIVE
from .parts import PIN, SETTINGS, pinned

WEAVE: Final = Object(
    "the pod network Weave",
    pinned("weave", Weave),
    (
        Key("version", Scalar("version", release_tag), "Version of the fork rajch/weave.", LIVE, default=CATALOGUE["weave"].default),
        Key("mtu", Scalar("bytes", integer(1280, 9216)), "MTU of pods.", LIVE, default=Default.NONE, unset="1376"),
        Key(
            "encrypted",
            Scalar("truth value", truth),
            "Whether packets between nodes are encrypted, by the secret `kubeadm:weavePassword` of the stack.",
            f"{LIVE}; nodes with and without do not hear each other until all have changed",
            default=False,
        ),
        Key("manifest", PIN, "The manifest that is applied.", LIVE, default={}),
        *SETTINGS,
    ),
)
