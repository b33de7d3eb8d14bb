"""Names of the objects of a stack file: those of their types in Python, and of their definitions in the JSON Schema."""

import re
from collections.abc import Mapping
from typing import Final

from .nested import nested
from .reference import kinds
from .schema.cluster import CLUSTER

NAMES: Final[Mapping[str, str]] = {
    "": "Cluster",
    "controlPlane.hosts[].ssh": "HostSsh",
    "controlPlane.apiServer": "Component",
    "controlPlane.apiServer.extraArgs[]": "Argument",
    "containerd.platforms.*": "ContainerdPlatform",
    "sources.kubernetes": "Repository",
    "sources.platforms.*": "SourcesPlatform",
    "addons.flannel.manifest": "PinnedFile",
    "addons.rookCeph.nodes[]": "RookCephNode",
    "addons.custom[]": "CustomAddon",
    "addons.custom[].ready[]": "Readiness",
    "addons.custom[].keep[]": "KeptFields",
}
"""The types that are not called like the key of their table, by the first path of the table."""


def type_names() -> dict[int, str]:
    """Returns the name of each table, by its identity; tables with the same reference share one."""
    at = {path: _name(paths[0]) for paths, _ in kinds(CLUSTER) for path in paths}
    return {id(table): at[path] for path, table in nested("", CLUSTER)}


def _name(path: str) -> str:
    """Returns the name of the type of the table at a path: that of its key, in the singular for an item."""
    if path in NAMES:
        return NAMES[path]
    key = re.sub(r"s(\[\]|\.\*)$", "", path).rpartition(".")[2]
    return key[0].upper() + key[1:]
