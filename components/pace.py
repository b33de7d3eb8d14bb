"""The pace of a program that registers thousands of resources; the cluster's own program takes it, and others may."""

import gc
import os
from typing import Final

import pulumi

DEBUG: Final = "PULUMI_KUBEADM_DEBUG"
_ALLOCATIONS: Final = 50_000


def hasten() -> None:
    """Spends nothing on what nobody looks at: a third of a large preview. To be called before resources are registered.

    The SDK sends each debug message to the engine by a call that the program waits for, four a resource, and the engine keeps them
    for `pulumi --debug`. With the variable DEBUG in the environment they are sent. And resources are alive to the end of the program:
    looking among them for garbage at every 700 allocations finds none.
    """
    gc.set_threshold(_ALLOCATIONS)
    if DEBUG not in os.environ:
        pulumi.log.debug = _unsent


def _unsent(msg: str, resource: pulumi.Resource | None = None, stream_id: int | None = None, ephemeral: bool | None = None) -> None:
    """In place of `pulumi.log.debug`."""
