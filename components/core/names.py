"""The names of Pulumi resources. They depend on host and pool names alone, so the order of a stack file does not matter.

The names are a contract: to rename a resource is to delete it, and deleting a step resets its host. A test freezes them.
"""

import re
from typing import Final, Literal, TypeAlias

Part: TypeAlias = Literal[
    "scripts",
    "archive",
    "cleanup",
    "credentials",
    "prepare",
    "install",
    "join",
    "converge",
    "node",
    "forget",
    "balancer",
    "balancer-converge",
    "member",
    "member-converge",
    "certificates",
    "renewal",
    "leave",
    "devices",
]

OWNER: Final = "owner"
IDENTITY: Final = "identity"
VERSION: Final = "kubernetes-version"
VERSION_REACHED: Final = "kubernetes-version-reached"
HOSTS: Final = "hosts"
DEAD_HOSTS: Final = "dead-hosts"
PROTECTION: Final = "protection"
PREFLIGHT: Final = "preflight"
CONTROL_PLANE: Final = "control-plane"
LOAD_BALANCER: Final = "load-balancer"
ETCD: Final = "etcd"
MEMBERSHIP: Final = "etcd-membership"
DATA_GUARD: Final = "data-guard"
CEPH_READY: Final = "ceph-ready"
DNS_READY: Final = "dns-ready"
DNS_DEFAULTS: Final = "dns-defaults"
DRAIN_SETTINGS: Final = "drain-settings"


def resource(host: str, part: Part, generation: int = 1) -> str:
    """Returns the name of a resource of a host: "w-1-install", or "w-1-install-2" in its second generation."""
    return f"{host}-{part}" if generation == 1 else f"{host}-{part}-{generation}"


def natural(name: str) -> tuple[tuple[str, int], ...]:
    """Returns a sort key that compares numbers in names by value: w-2 before w-10."""
    return tuple((word, int(number or -1)) for word, number in re.findall(r"(\D*)(\d*)", name))
