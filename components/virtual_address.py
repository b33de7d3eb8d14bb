"""The check, before a cluster is created, that its virtual address is free."""

import socket

from .caller import Caller
from .core.config.model import ClusterSpec
from .core.config.problems import Problem
from .core.config.values import ROOT

ANSWER_SECONDS = 1.0
SSH_PORT = 22


def refuse_taken_address(spec: ClusterSpec, caller: Caller) -> None:
    """Checks that no machine answers at the virtual address, and tells the caller of one that does.

    Raises:
        pulumi.RunError: a machine answers there.
    """
    vip = spec.load_balancer.vip if spec.load_balancer else None
    if vip and any(is_taken(str(vip.ip), port) for port in (spec.endpoint.port, SSH_PORT)):
        raise caller.refusal([Problem(f"{ROOT}.loadBalancer.vip", str(vip), "an address that nobody has: a machine answers at this one")])


def is_taken(address: str, port: int) -> bool:
    """Returns whether a connection to this address is accepted. A refusal proves nothing: firewalls refuse for unused addresses."""
    try:
        socket.create_connection((address, port), timeout=ANSWER_SECONDS).close()
    except OSError:
        return False
    return True
