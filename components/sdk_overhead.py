"""The overhead of the Pulumi SDK in programs that register thousands of resources."""

import gc
import os
from typing import Final

import pulumi
from pulumi.runtime import resource as registration
from pulumi.runtime.proto import source_pb2

DEBUG: Final = "PULUMI_KUBEADM_DEBUG"
_ALLOCATIONS: Final = 50_000


def reduce() -> None:
    """Drops the SDK's debug messages and stack traces and collects garbage less often, which saves half of a large preview.

    Call it before the first resource is registered. The SDK (3.259) sends four debug messages for each resource, each by a call that
    the program waits for; set the environment variable DEBUG to send them, for `pulumi --debug`. It also takes a stack trace for each
    resource, a quarter of its work, and the engine stores it: 1.5 kB a resource, with paths of the machine that ran `up` last. DEBUG
    keeps those, too. Resources live to the end of the program, so a garbage collection after every 700 allocations finds nothing.
    """
    gc.set_threshold(_ALLOCATIONS)
    if DEBUG not in os.environ:
        pulumi.log.debug = _unsent
        # No public switch: https://github.com/pulumi/pulumi/blob/v3.259.0/sdk/python/lib/pulumi/runtime/resource.py
        registration._get_stack_trace = source_pb2.StackTrace


def _unsent(msg: str, resource: pulumi.Resource | None = None, stream_id: int | None = None, ephemeral: bool | None = None) -> None:
    """In place of `pulumi.log.debug`."""
