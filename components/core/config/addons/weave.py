"""The pod network Weave."""

from dataclasses import dataclass
from typing import ClassVar, Final

from ..model.addons import Artefact, Facts, KnownAddon
from ..readers import Scalar
from ..schema.changes import LIVE
from ..syntax.text import boolean, integer
from ..tables import Default, Key, Object
from .parts import SETTINGS, offered, pin, version

FACTS: Final = Facts(
    urls={"manifest": "https://raw.githubusercontent.com/rajch/weave/{version}/prog/weave-kube/weave-daemonset-k8s-1.11.yaml"},
    releases={"v2.9.0": {"manifest": "259a149a91143a9450280e733aa0e16455a2b268eaa62b5aab1eb7af9bf016ce"}},
    provides=frozenset({"cni"}),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Weave(KnownAddon):
    """The pod network Weave; `mtu` None leaves it to Weave. `encrypted` wants a password, which no spec has."""

    facts: ClassVar[Facts] = FACTS
    version: str
    mtu: int | None
    encrypted: bool
    manifest: Artefact


TABLE: Final = Object(
    "the pod network Weave",
    Weave,
    (
        version(FACTS, "the fork rajch/weave"),
        Key("mtu", Scalar("bytes", integer(1280, 9216)), "MTU of pods.", LIVE, default=Default.NONE, unset="1376"),
        Key(
            "encrypted",
            Scalar("boolean", boolean),
            "Whether packets between nodes are encrypted, by the secret `kubeadm:weavePassword` of the stack.",
            f"{LIVE}; nodes with and without do not hear each other until all have changed",
            default=False,
        ),
        pin(FACTS, "manifest", "The manifest that is applied."),
        *SETTINGS,
    ),
)

ADDON: Final = offered("weave", TABLE, FACTS, "Another pod network; its project is hardly kept up.")
