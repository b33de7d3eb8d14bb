"""Storage by Ceph, run by Rook."""

from typing import Final

from ....catalogue import CATALOGUE
from ...model import RookCeph, StorageNode
from ...readers import ListOf, Scalar
from ...syntax.host import device, directory
from ...syntax.kubernetes import dns_label, image, release_tag
from ...syntax.text import choice, integer, truth
from ...tables import Default, Key, Object
from ..changes import LIVE
from .parts import PIN, SETTINGS, pinned

STORAGE_NODE: Final = Object(
    "disks of a node",
    StorageNode,
    (
        Key("name", Scalar("name of a node", dns_label), "A node of the stack.", "adds and removes its disks"),
        Key(
            "devices",
            ListOf(Scalar("path", device), empty="one device at least, best by its path in /dev/disk/by-id"),
            "Disks or partitions without a file system, which Ceph takes as a whole.",
            "a new one is checked on the host, then taken; one that leaves the list stays in use until it is removed by Ceph's own means",
        ),
    ),
)

ROOK_CEPH: Final = Object(
    "storage by Ceph",
    pinned("rookCeph", RookCeph),
    (
        Key(
            "version",
            Scalar("version", release_tag),
            "Version of Rook: one minor after the other.",
            LIVE,
            default=CATALOGUE["rookCeph"].default,
        ),
        Key(
            "cephImage",
            Scalar("image", image),
            "Image of Ceph, by its full version; changes once Rook has rolled out.",
            LIVE,
            default="quay.io/ceph/ceph:v20.2.4",
        ),
        Key("nodes", ListOf(STORAGE_NODE, empty="one node with disks at least"), "Where data is kept.", "see its keys"),
        Key("monitors", Scalar("odd number", integer(1, 9)), "Monitors, each on a node of its own.", LIVE, default=3),
        Key("managers", Scalar("number", integer(1, 2)), "Managers, each on a node of its own.", LIVE, default=2),
        Key("replicas", Scalar("number", integer(1, 5)), "Copies of everything.", LIVE, default=3),
        Key(
            "failureDomain",
            Scalar("host or osd", choice("host", "osd")),
            "What may be lost at once: no two copies are on the same host, or only on the same disk.",
            LIVE,
            default="host",
        ),
        Key(
            "dataDir",
            Scalar("directory", directory),
            "Where monitors keep their data on nodes.",
            "not to be changed",
            default="/var/lib/rook",
        ),
        Key("block", Scalar("truth value", truth), "Block devices: the class ceph-block.", LIVE, default=True),
        Key("filesystem", Scalar("truth value", truth), "A filesystem for many pods: the class ceph-filesystem.", LIVE, default=False),
        Key("objectStore", Scalar("truth value", truth), "Buckets as S3 has them: the class ceph-bucket.", LIVE, default=False),
        Key(
            "defaultClass",
            Scalar("block or filesystem", choice("block", "filesystem")),
            "Which of them claims without a class get.",
            LIVE,
            default=Default.NONE,
            unset="none",
        ),
        Key("dashboard", Scalar("truth value", truth), "Ceph's own web page.", LIVE, default=False),
        Key(
            "destroyData",
            Scalar("truth value", truth),
            "Whether a removal may take all data along, and wipes the disks; to be set one `up` before it.",
            LIVE,
            default=False,
        ),
        *(Key(name, PIN, f"Rook's manifest {name}.yaml.", LIVE, default={}) for name in ("crds", "common", "csioperator", "operator")),
        *SETTINGS,
    ),
)
