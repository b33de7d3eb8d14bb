"""The store of the control plane: beside each API server, on hosts of its own, or one that is there already."""

from typing import Final

from ...versions import DEFAULT_ETCD
from ..entries import EtcdEntry, ReleaseEntry
from ..readers import ListOf, Scalar
from ..syntax.certificates import certificates
from ..syntax.host import data_directory, sha256
from ..syntax.kubernetes import dns_label, duration, etcd_version
from ..syntax.network import etcd_url, url
from ..syntax.text import choice, integer
from ..tables import Default, Key, Object
from .arguments import arguments
from .changes import NEXT_RUN, REFUSED, ROLLS_CONTROL_PLANE, ROLLS_ETCD
from .hosts import HOSTS, PATH, PORT

DATA_DIR: Final = "/var/lib/etcd"
CLIENT_PORT: Final = 2379
PEER_PORT: Final = 2380
METRICS_PORT: Final = 2381
QUOTA_BYTES: Final = 8 * 2**30
COMPACTION_RETENTION: Final = "8h"
"""Defaults: a key that another topology has no use for must be told from one that is left out."""

RELEASE: Final = Object(
    "a release of etcd",
    ReleaseEntry,
    (
        Key(
            "version",
            Scalar('text such as "3.6.8"', etcd_version),
            "Version of etcd, in quotes and without the v.",
            ROLLS_ETCD,
            DEFAULT_ETCD,
        ),
        Key(
            "url",
            Scalar("URL", url, secret=True),
            "Where its archive for the hosts' architecture is fetched from.",
            ROLLS_ETCD,
            default=Default.NONE,
            unset="the release on GitHub",
        ),
        Key(
            "sha256",
            Scalar("64 hexadecimal digits", sha256),
            "Digest of the archive.",
            ROLLS_ETCD,
            default=Default.NONE,
            unset="the digest known for the version",
        ),
    ),
)

_ANYWHERE: Final = (
    Key(
        "topology",
        Scalar("stacked, external or given", choice("stacked", "external", "given")),
        "Where etcd runs: beside each API server, on `hosts` of its own, or somewhere already.",
        REFUSED,
        default="stacked",
    ),
    Key(
        "dataDir",
        Scalar("path", data_directory),
        "Stacked, external: its data directory; emptied when a host is removed.",
        REFUSED,
        default=Default.NONE,
        unset=f"`{DATA_DIR}`",
    ),
    arguments(
        "extraArgs",
        "Stacked, external: further arguments of etcd, in this order.",
        "rolls over the control planes or the members, one at a time",
    ),
)

_EXTERNAL: Final = (
    Key(
        "hosts",
        HOSTS,
        "External: 1, 3 or 5 hosts that are nothing else.",
        "adds and removes members, one at a time",
        default=Default.NONE,
        unset="external: required",
    ),
    Key(
        "initHost",
        Scalar("name of a host", dns_label),
        "External: the one host that may create the etcd cluster; after that no member is special.",
        NEXT_RUN,
        default=Default.NONE,
        unset="the host where there is one; required with several",
    ),
    Key("clientPort", PORT, "External: port for API servers.", REFUSED, default=Default.NONE, unset=f"`{CLIENT_PORT}`"),
    Key("peerPort", PORT, "External: port for other members.", REFUSED, default=Default.NONE, unset=f"`{PEER_PORT}`"),
    Key(
        "metricsPort",
        PORT,
        "External: port for metrics and health, on the host itself only.",
        ROLLS_ETCD,
        default=Default.NONE,
        unset=f"`{METRICS_PORT}`",
    ),
    Key(
        "quotaBytes",
        Scalar("bytes", integer(64 * 2**20, 16 * 2**30)),
        "External: size at which etcd takes no more writes.",
        ROLLS_ETCD,
        default=Default.NONE,
        unset=f"`{QUOTA_BYTES}`",
    ),
    Key(
        "compactionRetention",
        Scalar('hours or minutes such as "8h"', duration),
        "External: for how long etcd keeps history.",
        ROLLS_ETCD,
        default=Default.NONE,
        unset=f'`"{COMPACTION_RETENTION}"`',
    ),
    Key("release", RELEASE, "External: the programs.", ROLLS_ETCD, default=Default.NONE, unset=f"etcd {DEFAULT_ETCD}"),
)

_GIVEN: Final = (
    Key(
        "endpoints",
        ListOf(Scalar("client URL", etcd_url), empty="the client URL of one member at least"),
        "Given: the client URLs of its members.",
        ROLLS_CONTROL_PLANE,
        default=Default.NONE,
        unset="given: required",
    ),
    Key(
        "ca",
        Scalar("certificates in PEM", certificates, secret=True),
        "Given: the CA of its members, as text.",
        ROLLS_CONTROL_PLANE,
        default=Default.NONE,
        unset="`caFile` is read",
    ),
    Key("caFile", PATH, "Given: a file that holds `ca`.", ROLLS_CONTROL_PLANE, default=Default.NONE, unset="`ca` is used"),
    Key(
        "cert",
        Scalar("certificates in PEM", certificates, secret=True),
        "Given: the API servers' client certificate, as text; its key is the secret `kubeadm:etcdClientKey`.",
        ROLLS_CONTROL_PLANE,
        default=Default.NONE,
        unset="`certFile` is read",
    ),
    Key("certFile", PATH, "Given: a file that holds `cert`.", ROLLS_CONTROL_PLANE, default=Default.NONE, unset="`cert` is used"),
)

ETCD: Final = Object("etcd", EtcdEntry, (*_ANYWHERE, *_EXTERNAL, *_GIVEN))

OF_TOPOLOGY: Final = {
    "stacked": frozenset(key.name for key in _ANYWHERE),
    "external": frozenset(key.name for key in (*_ANYWHERE, *_EXTERNAL)),
    "given": frozenset({"topology"} | {key.name for key in _GIVEN}),
}
"""The keys that mean something in each topology."""
