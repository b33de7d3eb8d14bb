"""Volumes in a directory of the node."""

from typing import Final

from ....catalogue import CATALOGUE
from ...model import LocalPath
from ...readers import Scalar
from ...syntax.host import directory
from ...syntax.kubernetes import image, release_tag
from ...syntax.text import choice, truth
from ...tables import Key, Object
from ..changes import LIVE
from .parts import PIN, SETTINGS, pinned

LOCAL_PATH: Final = Object(
    "volumes in a directory of the node",
    pinned("localPath", LocalPath),
    (
        Key("version", Scalar("version", release_tag), "Version of local-path.", LIVE, default=CATALOGUE["localPath"].default),
        Key(
            "path",
            Scalar("directory", directory),
            "Directory on every node; volumes that are there already stay where they are.",
            LIVE,
            default="/opt/local-path-provisioner",
        ),
        Key("default", Scalar("truth value", truth), "Whether its class is the one for claims that name none.", LIVE, default=False),
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
        Key("manifest", PIN, "The manifest that is applied.", LIVE, default={}),
        *SETTINGS,
    ),
)
