"""The clusters of a program, none of which may have what another one has."""

import asyncio
from dataclasses import replace
from typing import Final
from weakref import WeakKeyDictionary

from .caller import Caller
from .core.config.model import ClusterSpec
from .core.config.sharing import shared

# By the name of each cluster's resource, for each event loop: a Pulumi program has one.
_CLUSTERS: Final[WeakKeyDictionary[asyncio.AbstractEventLoop, dict[str, ClusterSpec]]] = WeakKeyDictionary()


def refuse_shared(name: str, spec: ClusterSpec, caller: Caller) -> None:
    """Remembers a cluster of this program.

    Raises:
        pulumi.RunError: another one has a host, the virtual address or the router id of this one.
    """
    clusters = _CLUSTERS.setdefault(asyncio.get_running_loop(), {})
    problems = [problem for other, theirs in clusters.items() for problem in shared(spec, theirs, other)]
    if problems:
        raise replace(caller, described_by=f"cluster {name!r}").refusal(problems)
    clusters[name] = spec
