"""Which parameter or file has which effect, of the steps of hosts that are no nodes, and of steps about the cluster."""

from collections.abc import Mapping
from typing import Final

from . import kinds
from .change import Rule
from .kinds import NOTHING
from .nodes import FIREWALL, HEAD, MACHINE, PACKAGE_SOURCES, SYSTEM

MEMBER: Final[Mapping[str, Rule]] = {
    **HEAD,
    **SYSTEM,
    **FIREWALL,
    # Immutable: members and API servers find one another there, and the data is there.
    "PEER_URL": NOTHING,
    "CLIENT_URL": NOTHING,
    "DATA_DIR": NOTHING,
    "ETCD_ENDPOINTS": NOTHING,
    # The release is known by its digest: another address of the same bytes is not fetched.
    "RELEASE_URL": NOTHING,
    "RELEASE_SHA256": (kinds.RELEASE, kinds.MEMBER),
    "/etc/etcd/etcd.yaml": (kinds.MEMBER,),
    "/etc/systemd/system/etcd.service": (kinds.MEMBER,),
}

BALANCER: Final[Mapping[str, Rule]] = {
    **HEAD,
    **SYSTEM,
    **FIREWALL,
    **PACKAGE_SOURCES,
    "ADDRESS": NOTHING,
    "PORT": NOTHING,
    "VIP": (kinds.KEEPALIVED_SWITCH,),
    "INTERFACE": (kinds.KEEPALIVED,),
    # Asked at setup alone; keepalived's file has those that it talks to.
    "PEERS": NOTHING,
    "/etc/haproxy/haproxy.cfg": (kinds.HAPROXY,),
    "/etc/keepalived/*": (kinds.KEEPALIVED,),
}

PREPARE: Final[Mapping[str, Rule]] = {**HEAD, **SYSTEM, **MACHINE}

DRAIN_SETTINGS: Final[Mapping[str, Rule]] = {**HEAD, "DRAINS": (kinds.DRAIN_SETTINGS,), "ONLY_NODE": NOTHING}

MEMBERSHIP: Final[Mapping[str, Rule]] = {
    **HEAD,
    "MEMBERS": (kinds.QUORUM_CHECK,),
    "DEAD": (kinds.QUORUM_CHECK,),
    "ETCD_ENDPOINTS": NOTHING,
}

RENEWAL: Final[Mapping[str, Rule]] = {
    **HEAD,
    "ADDRESS": NOTHING,
    "API_PORT": NOTHING,
    "DAYS": NOTHING,
    # Only where a certificate ends earlier.
    "UNTIL": (kinds.CONTROLLER_MANAGER, kinds.SCHEDULER),
}

BIRTH: Final[Mapping[str, Rule]] = dict.fromkeys(
    (
        "API_SERVERS",
        "ETCD_DATA_DIR",
        "FORMER",
        "IMAGES",
        "IMAGE_REPOSITORY",
        "MAY_INIT",
        "/run/pulumi-kubeadm/init.yaml",
        "/run/pulumi-kubeadm/join.yaml",
    ),
    NOTHING,
)
"""What only steps that run once are given: they keep their first input, so a live host never follows it."""
