"""What hosts are given instead of a network."""

from typing import Final

from ..model import Bundle
from ..readers import ListOf, Scalar
from ..syntax.kubernetes import image
from ..syntax.lock import lock
from ..syntax.text import text
from ..tables import Key, Object, text_or_file
from .changes import ROLLS_ALL

BUNDLE: Final = Object(
    "an offline bundle, which `make bundle` makes",
    Bundle,
    (
        *text_or_file(
            Key(
                "lock",
                Scalar("text of a lock", lock, secret=True),
                "What is in it, by digests.",
                ROLLS_ALL,
                unset="the lock that `make bundle` wrote, or its file as lockFile",
            )
        ),
        Key("directory", Scalar("path", text), "Where its files are.", "copied anew, where they differ", default="bundle"),
        Key(
            "images",
            ListOf(Scalar("image", image)),
            "Images for it beside those of the cluster and its addons: of pods of your own, and those that an operator starts.",
            "needs a bundle that is made anew",
            default=[],
        ),
    ),
)
