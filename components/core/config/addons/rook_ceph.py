"""Storage by Ceph, run by Rook."""

from dataclasses import dataclass
from typing import ClassVar, Final

from ..model.addons import Artefact, Facts, KnownAddon
from ..readers import ListOf, Scalar
from ..schema.changes import LIVE
from ..syntax.host import device, directory
from ..syntax.kubernetes import host_name, image
from ..syntax.text import boolean, choice, integer
from ..tables import Default, Key, Object
from .parts import SETTINGS, offered, pin, version

_ROOK: Final = "https://raw.githubusercontent.com/rook/rook/{version}/deploy/examples"
FACTS: Final = Facts(
    urls={
        "crds": f"{_ROOK}/crds.yaml",
        "common": f"{_ROOK}/common.yaml",
        "csioperator": f"{_ROOK}/csi-operator.yaml",
        "operator": f"{_ROOK}/operator.yaml",
    },
    releases={
        "v1.20.6": {
            "crds": "7fa7462d44b35d636703a03a88120030692a06a05ac91ec253200cb4ae8c37cf",
            "common": "2d59b3093446dcf7dd69c73ebaef2d41e8cdfd14af564c2e885d49ab8d190457",
            "csioperator": "de0bf9160c8370220353d7140a4b60ee6d4b8eda5e260f395fd00cbdc1059ffb",
            "operator": "c69bb7309b6dfc34a1eeab658a1f9c825c7d156fb26dc1a6a824f6a9735761a4",
        }
    },
    needs=frozenset({"cni"}),
    minors={"1.18": ("1.29", "1.34"), "1.19": ("1.30", "1.35"), "1.20": ("1.31", "1.36")},
)


@dataclass(frozen=True, slots=True, kw_only=True)
class StorageNode:
    """A node and those of its devices that Ceph takes."""

    name: str
    devices: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RookCeph(KnownAddon):
    """Storage by Ceph; `failure_domain` is host or osd, `default_class` block or filesystem. `destroy_data` gives the data up."""

    facts: ClassVar[Facts] = FACTS
    version: str
    ceph_image: str
    nodes: tuple[StorageNode, ...]
    monitors: int
    managers: int
    replicas: int
    failure_domain: str
    data_dir: str
    block: bool
    filesystem: bool
    object_store: bool
    default_class: str | None
    dashboard: bool
    destroy_data: bool
    crds: Artefact
    common: Artefact
    csioperator: Artefact
    operator: Artefact


STORAGE_NODE: Final = Object(
    "disks of a node",
    StorageNode,
    (
        Key("name", Scalar("name of a node", host_name), "A node of the stack.", "adds and removes its disks"),
        Key(
            "devices",
            ListOf(Scalar("path", device), empty="one device at least, best by its path in /dev/disk/by-id"),
            "Disks or partitions without a file system, which Ceph takes as a whole.",
            "a new one is checked on the host, then taken; one that leaves the list stays in use until it is removed by Ceph's own means",
        ),
    ),
)

TABLE: Final = Object(
    "storage by Ceph",
    RookCeph,
    (
        version(FACTS, "Rook: one minor after the other"),
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
        Key("block", Scalar("boolean", boolean), "Block devices: the class ceph-block.", LIVE, default=True),
        Key("filesystem", Scalar("boolean", boolean), "A filesystem for many pods: the class ceph-filesystem.", LIVE, default=False),
        Key("objectStore", Scalar("boolean", boolean), "Buckets as S3 has them: the class ceph-bucket.", LIVE, default=False),
        Key(
            "defaultClass",
            Scalar("block or filesystem", choice("block", "filesystem")),
            "Which of them claims without a class get.",
            LIVE,
            default=Default.NONE,
            unset="none",
        ),
        Key("dashboard", Scalar("boolean", boolean), "Ceph's own web page.", LIVE, default=False),
        Key(
            "destroyData",
            Scalar("boolean", boolean),
            "Whether a removal may take all data along, and wipes the disks; to be set one `up` before it.",
            LIVE,
            default=False,
        ),
        *(pin(FACTS, name, f"Rook's manifest {name}.yaml.") for name in FACTS.urls),
        *SETTINGS,
    ),
)

ADDON: Final = offered("rookCeph", TABLE, FACTS, "Storage by Ceph.")
