"""Volumes in a directory of the node."""

from dataclasses import dataclass
from typing import ClassVar, Final

from ..model.addons import Artefact, Facts, KnownAddon
from ..readers import Scalar
from ..schema.changes import LIVE
from ..syntax.host import directory
from ..syntax.kubernetes import image
from ..syntax.text import boolean, choice
from ..tables import Key, Object
from .parts import SETTINGS, offered, pin, version

FACTS: Final = Facts(
    urls={"manifest": "https://raw.githubusercontent.com/rancher/local-path-provisioner/{version}/deploy/local-path-storage.yaml"},
    releases={"v0.0.30": {"manifest": "fe682186b00400fe7e2b72bae16f63e47a56a6dcc677938c6642139ef670045e"}},
    needs=frozenset({"cni"}),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalPath(KnownAddon):
    """Volumes in a directory of the node; `reclaim_policy` is Delete or Retain, `default` makes its class the default one."""

    facts: ClassVar[Facts] = FACTS
    version: str
    path: str
    default: bool
    reclaim_policy: str
    helper_image: str
    manifest: Artefact


TABLE: Final = Object(
    "volumes in a directory of the node",
    LocalPath,
    (
        version(FACTS, "local-path"),
        Key(
            "path",
            Scalar("directory", directory),
            "Directory on every node; volumes that are there already stay where they are.",
            LIVE,
            default="/opt/local-path-provisioner",
        ),
        Key("default", Scalar("boolean", boolean), "Whether its class is the one for claims that name none.", LIVE, default=False),
        Key(
            "reclaimPolicy",
            Scalar("Delete or Retain", choice("Delete", "Retain")),
            "What becomes of a volume's data when its claim is deleted.",
            "refused by Kubernetes, as classes do not change; remove the addon first",
            default="Delete",
        ),
        Key(
            "helperImage",
            Scalar("image", image),
            "Image with a shell that makes and removes directories.",
            LIVE,
            default="docker.io/library/busybox:1.37.0",
        ),
        pin(FACTS, "manifest", "The manifest that is applied."),
        *SETTINGS,
    ),
)

ADDON: Final = offered("localPath", TABLE, FACTS, "Volumes in a directory of the node.")
