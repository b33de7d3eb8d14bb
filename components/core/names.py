"""Names of Pulumi resources: made from host and pool names alone, so that the order of a stack file never matters.

They are a contract: a renamed resource is a deleted one, and deleting a step resets its host. A test freezes them.
"""

import re
from typing import Final, Literal, TypeAlias

Part: TypeAlias = Literal[
    "bundle",
    "archive",
    "credentials",
    "prepare",
    "install",
    "join",
    "converge",
    "node",
    "labels",
    "balancer",
    "balancer-converge",
    "member",
    "member-converge",
    "certificates",
    "leave",
    "devices",
]

IDENTITY: Final = "identity"
PREFLIGHT: Final = "preflight"
CONTROL_PLANE: Final = "control-plane"
LOAD_BALANCER: Final = "load-balancer"
ETCD: Final = "etcd"
MEMBERSHIP: Final = "etcd-membership"
DATA_GUARD: Final = "data-guard"
CEPH_READY: Final = "ceph-ready"
DNS_DEFAULTS: Final = "dns-defaults"


def resource(host: str, part: Part, generation: int = 1) -> str:
    """The name of one of a host's resources: "w-1-install", and "w-1-install-2" on its second disk."""
    return f"{host}-{part}" if generation == 1 else f"{host}-{part}-{generation}"


def natural(name: str) -> tuple[tuple[str, int], ...]:
    """A key that sorts names as people count: w-2 before w-10."""
    return tuple((word, int(number or -1)) for word, number in re.findall(r"(\D*)(\d*)", name))
