"""The pod network flannel."""

from dataclasses import dataclass
from typing import ClassVar, Final

from ..model.addons import Artefact, Facts, KnownAddon
from ..readers import Scalar
from ..schema.changes import LIVE
from ..syntax.kubernetes import flannel_version
from ..syntax.text import choice, integer
from ..tables import Default, Key, Object
from .parts import SETTINGS, offered, pin, version

FACTS: Final = Facts(
    urls={"manifest": "https://raw.githubusercontent.com/flannel-io/flannel/{version}/Documentation/kube-flannel.yml"},
    releases={"v0.28.4": {"manifest": "0bd380eb4954227c903bdea96dc9254650badd2d45ebe31978a47c3ffe2e9727"}},
    provides=frozenset({"cni"}),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Flannel(KnownAddon):
    """The pod network flannel; `mtu` None leaves it to flannel. `backend` is vxlan, host-gw or wireguard."""

    facts: ClassVar[Facts] = FACTS
    version: str
    backend: str
    mtu: int | None
    manifest: Artefact


TABLE: Final = Object(
    "the pod network flannel",
    Flannel,
    (
        version(FACTS, "flannel", flannel_version),
        Key(
            "backend",
            Scalar("vxlan, host-gw or wireguard", choice("vxlan", "host-gw", "wireguard")),
            "How packets travel between nodes: docs/addons/flannel.md.",
            "rolls over the nodes; until the last has it, pods of different nodes do not reach each other",
            default="vxlan",
        ),
        Key("mtu", Scalar("bytes", integer(1280, 9216)), "MTU of pods.", LIVE, default=Default.NONE, unset="flannel works it out"),
        pin(FACTS, "manifest", "The manifest that is applied."),
        *SETTINGS,
    ),
)

ADDON: Final = offered("flannel", TABLE, FACTS, "A pod network.", unset="none: install a pod network yourself")
