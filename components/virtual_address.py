"""Whether a virtual address is free: asked once, before the cluster that is to have it is made."""

import socket

import pulumi

from .core.spec.model import ClusterSpec
from .core.spec.problems import Problem
from .core.spec.values import ROOT

ANSWER_SECONDS = 1.0
SSH_PORT = 22


def refuse_taken_address(spec: ClusterSpec) -> None:
    """Look whether somebody has the virtual address already.

    Raises:
        pulumi.RunError: a machine answers there.
    """
    vip = spec.load_balancer.vip if spec.load_balancer else None
    if vip and any(is_taken(str(vip.ip), port) for port in (spec.endpoint.port, SSH_PORT)):
        raise pulumi.RunError(
            str(Problem(f"{ROOT}.loadBalancer.vip", str(vip), "an address that nobody has: a machine answers at this one"))
        )


def is_taken(address: str, port: int) -> bool:
    """Whether a machine takes a connection at this address. A refusal proves nothing: firewalls refuse in the name of nobody."""
    try:
        socket.create_connection((address, port), timeout=ANSWER_SECONDS).close()
    except OSError:
        return False
    return True
