"""The pod network flannel."""

from typing import Final

from ....catalogue import CATALOGUE
from ...model import Flannel
from ...readers import Scalar
from ...syntax.kubernetes import flannel_version
from ...syntax.text import choice, integer
from ...tables import Default, Key, Object
from ..changes import LIVE
from .parts import PIN, SETTINGS, pinned

FLANNEL: Final = Object(
    "the pod network flannel",
    pinned("flannel", Flannel),
    (
        Key("version", Scalar("version", flannel_version), "Version of flannel.", LIVE, default=CATALOGUE["flannel"].default),
        Key(
            "backend",
            Scalar("vxlan, host-gw or wireguard", choice("vxlan", "host-gw", "wireguard")),
            "How packets travel between nodes: docs/addons/flannel.md.",
            "rolls over the nodes; until the last has it, pods of different nodes do not reach each other",
            default="vxlan",
        ),
        Key("mtu", Scalar("bytes", integer(1280, 9216)), "MTU of pods.", LIVE, default=Default.NONE, unset="flannel works it out"),
        Key("manifest", PIN, "The manifest that is applied.", LIVE, default={}),
        *SETTINGS,
    ),
)
