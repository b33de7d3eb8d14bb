"""What a host does not feel of a change: settings of the cluster that its pool overrides, and commands that it has run already."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Final

import yaml

from ...render.kubelet import POOL_PATCH
from ...render.paths import COMMANDS, KUBELET_CONFIG, KUBELET_DROP_INS, PATCHES, PROXY
from ..step_input import StepInput

_POOL: Final = f"{PATCHES}/{POOL_PATCH}"
_RESTARTS: Final = (PROXY, KUBELET_DROP_INS, f"{PATCHES}/kubeletconfiguration")


def runs_the_same(before: StepInput, after: StepInput) -> bool:
    """Returns whether the kubelet has the same settings with both inputs, so that it is not restarted.

    The patch of the pool is the last that kubeadm applies. Patches of the stack file before it have to be equal.
    """
    was, now = ({file.path: file.content for file in each.files} for each in (before, after))
    others = [{path: text for path, text in files.items() if path.startswith(_RESTARTS) and path != _POOL} for files in (was, now)]
    return others[0] == others[1] and _settings(was) == _settings(now)


def runs_no_command(before: StepInput, after: StepInput) -> bool:
    """Returns whether the host has run every command of the input `after`: it knows them by their texts, wherever they stand."""
    was, now = (
        {(file.path.rpartition("/")[0], file.content) for file in each.files if file.path.startswith(COMMANDS)} for each in (before, after)
    )
    return now <= was


def _settings(files: Mapping[str, str]) -> object:
    return _merged(_read(files.get(KUBELET_CONFIG)), _read(files.get(_POOL)))


def _merged(fields: Any, patch: Any) -> Any:
    """Returns the result of a merge patch (RFC 7386)."""
    if not isinstance(patch, Mapping):
        return patch
    merged = dict(fields) if isinstance(fields, Mapping) else {}
    for name, value in patch.items():
        if value is None:
            merged.pop(name, None)
        else:
            merged[name] = _merged(merged.get(name), value)
    return merged


@lru_cache(maxsize=64)
def _read(text: str | None) -> Any:
    """Caches what the nodes of a pool share."""
    return yaml.safe_load(text) if text else {}
