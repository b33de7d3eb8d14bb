"""The store of the control plane: beside each API server, on hosts of its own, or one that is there already."""

from typing import Final

from ...versions import DEFAULT_ETCD, ETCD_SHA256, etcd_archive_url
from ..model import Etcd, EtcdRelease, ExistingEtcd, ExternalEtcd, StackedEtcd
from ..readers import ListOf, Reading, Scalar
from ..syntax.certificates import certificates
from ..syntax.host import data_directory
from ..syntax.kubernetes import duration, etcd_version
from ..syntax.network import etcd_url
from ..syntax.text import choice, integer
from ..tables import Derived, Key, Object, text_or_file
from ..values import sibling
from ..variants import Variant
from .arguments import arguments
from .changes import REFUSED, ROLLS_CONTROL_PLANE, ROLLS_ETCD
from .hosts import HOST, PORT, by_name, init_host
from .pins import pin_keys


def _architecture(path: str, reading: Reading) -> str:
    """Returns the architecture of the first member. All members run the same release."""
    members = path.rpartition(".release.")[0]
    return reading.values.at(f"{members}.hosts[0].architecture", str) or ""


def _official_url(path: str, reading: Reading) -> str:
    return etcd_archive_url(reading.values.at(sibling(path, "version"), str) or "", _architecture(path, reading))


def _known_digest(path: str, reading: Reading) -> str:
    known = ETCD_SHA256.get(_architecture(path, reading), {})
    return known.get(reading.values.at(sibling(path, "version"), str) or "", "")


RELEASE: Final = Object(
    "a release of etcd",
    EtcdRelease,
    (
        Key(
            "version",
            Scalar('string such as "3.6.8"', etcd_version),
            "Version of etcd, in quotes and without the v.",
            ROLLS_ETCD,
            DEFAULT_ETCD,
        ),
        *pin_keys(
            Derived(_official_url),
            Derived(_known_digest),
            where="Where its archive for the hosts' architecture is fetched from.",
            what="Digest of the archive.",
            change=ROLLS_ETCD,
            official="the release on GitHub",
        ),
    ),
)

_OF_MEMBERS: Final = (
    Key("dataDir", Scalar("path", data_directory), "Its data directory; emptied when a host is removed.", REFUSED, default="/var/lib/etcd"),
    arguments("extraArgs", "Further arguments of etcd, in this order.", "rolls over the control planes or the members, one at a time"),
)

STACKED: Final = Object("etcd beside each API server", StackedEtcd, _OF_MEMBERS)

EXTERNAL: Final = Object(
    "etcd on hosts of its own",
    ExternalEtcd,
    (
        *_OF_MEMBERS,
        Key(
            "hosts",
            ListOf(HOST, empty="one host at least", order=by_name),
            "1, 3 or 5 hosts that are nothing else.",
            "adds and removes members, one at a time",
            unset="1, 3 or 5 hosts that are nothing else",
        ),
        init_host("The one host that may create the etcd cluster; after that no member is special."),
        Key("clientPort", PORT, "Port for API servers.", REFUSED, default=2379),
        Key("peerPort", PORT, "Port for other members.", REFUSED, default=2380),
        Key("metricsPort", PORT, "Port for metrics and health, on the host itself only.", ROLLS_ETCD, default=2381),
        Key(
            "quotaBytes",
            Scalar("bytes", integer(64 * 2**20, 16 * 2**30)),
            "Size at which etcd takes no more writes.",
            ROLLS_ETCD,
            default=8 * 2**30,
        ),
        Key(
            "compactionRetention",
            Scalar('duration such as "8h"', duration),
            "For how long etcd keeps history.",
            ROLLS_ETCD,
            default="8h",
        ),
        Key("release", RELEASE, "The programs.", ROLLS_ETCD, default={}),
    ),
)

EXISTING: Final = Object(
    "etcd that is there already",
    ExistingEtcd,
    (
        Key(
            "endpoints",
            # Members have no names here, so URLs in one order are what keeps a reordered list from being a change.
            ListOf(Scalar("client URL", etcd_url), empty="the client URL of one member at least", order=str),
            "The client URLs of its members.",
            ROLLS_CONTROL_PLANE,
            unset="the client URLs of its members, such as https://10.0.0.31:2379",
        ),
        *text_or_file(
            Key(
                "ca",
                Scalar("certificates in PEM", certificates, secret=True),
                "The CA of its members, as text.",
                ROLLS_CONTROL_PLANE,
                unset="the CA of its members in PEM, or its file as caFile",
                field="ca_crt",
            )
        ),
        *text_or_file(
            Key(
                "cert",
                Scalar("certificates in PEM", certificates, secret=True),
                "The API servers' client certificate, as text; its key is the secret `kubeadm:etcdClientKey`.",
                ROLLS_CONTROL_PLANE,
                unset="a client certificate for the API servers in PEM, or its file as certFile",
                field="client_crt",
            )
        ),
    ),
)

ETCD: Final[Variant[Etcd]] = Variant(
    "etcd",
    {"stacked": STACKED, "external": EXTERNAL, "existing": EXISTING},
    Key(
        "topology",
        Scalar("stacked, external or existing", choice("stacked", "external", "existing")),
        "Where etcd runs: beside each API server, on `hosts` of its own, or somewhere already.",
        REFUSED,
        default="stacked",
    ),
)
