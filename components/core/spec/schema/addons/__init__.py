"""Addons in a stack file. A new addon is a module with its table, and a line here."""

from typing import Final

from ...model import Addons
from ...readers import ListOf, Scalar
from ...syntax.kubernetes import dns_label
from ...tables import Default, Key, Object
from ..changes import LIVE, NEXT_RUN
from .flannel import FLANNEL

ADDONS: Final = Object(
    "what runs in the cluster from the start",
    Addons,
    (
        Key("flannel", FLANNEL, "A pod network.", LIVE, default=Default.NONE, unset="none: install a pod network yourself"),
        Key(
            "given",
            ListOf(Scalar("capability", dns_label)),
            'What addons need and something outside of this stack provides, such as "cni".',
            NEXT_RUN,
            default=[],
        ),
    ),
)
