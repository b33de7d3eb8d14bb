"""What hosts are given instead of a network."""

from typing import Final

from ..entries import BundleEntry
from ..readers import ListOf, Scalar
from ..syntax.kubernetes import image
from ..syntax.lock import lock
from ..syntax.text import text
from ..tables import Default, Key, Object
from .changes import ROLLS_ALL

BUNDLE: Final = Object(
    "an offline bundle, which `make bundle` makes",
    BundleEntry,
    (
        Key(
            "lock",
            Scalar("text of a lock", lock, secret=True),
            "What is in it, by digests.",
            ROLLS_ALL,
            default=Default.NONE,
            unset="`lockFile` is read",
        ),
        Key("lockFile", Scalar("path", text), "A file that holds `lock`.", ROLLS_ALL, default=Default.NONE, unset="`lock` is used"),
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
