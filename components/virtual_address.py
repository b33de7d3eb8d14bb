"""Whether a virtual address is free: asked once, before the cluster that is to have it is made."""

import socket

import pulumi

from .core.spec.model import ClusterSpec
from .core.spec.problems import Problem
from .core.spec.values import ROOT

ANSWER_SECONDS = 1.0


def refuse_taken_address(spec: ClusterSpec) -> None:
    """Look whether somebody has the virtual address already.

    Raises:
        pulumi.RunError: a machine answers there.
    """
    vip = spec.load_balancer.vip if spec.load_balancer else None
    if vip and is_taken(str(vip.ip), spec.endpoint.port):
        raise pulumi.RunError(
            str(Problem(f"{ROOT}.loadBalancer.vip", str(vip), "an address that nobody has: a machine answers at this one"))
        )


def is_taken(address: str, port: int) -> bool:
    """Whether a machine has this address, as far as can be told from here: one that refuses a connection is there, too."""
    try:
        socket.create_connection((address, port), timeout=ANSWER_SECONDS).close()
    except ConnectionRefusedError:
        return True
    except OSError:
        return False
    return True
