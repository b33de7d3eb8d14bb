"""Kubernetes clusters made with kubeadm on machines one already has, as Pulumi components.

A public name is imported when it is first asked for: the commands that need no Pulumi SDK do not wait for it.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from .addons import Addon, Addons, AddonsArgs
    from .cluster import Cluster
    from .core.config.model import ClusterSpec
    from .core.config.parse import parse
    from .core.config.problems import InvalidSpec, Problem
    from .inputs import ClusterArgs
    from .secrets import Secrets, SecretsArgs

__all__ = [
    "Addon",
    "Addons",
    "AddonsArgs",
    "Cluster",
    "ClusterArgs",
    "ClusterSpec",
    "InvalidSpec",
    "Problem",
    "Secrets",
    "SecretsArgs",
    "parse",
]

_MODULES: Final = {
    ".addons": ("Addon", "Addons", "AddonsArgs"),
    ".cluster": ("Cluster",),
    ".core.config.model": ("ClusterSpec",),
    ".core.config.parse": ("parse",),
    ".core.config.problems": ("InvalidSpec", "Problem"),
    ".inputs": ("ClusterArgs",),
    ".secrets": ("Secrets", "SecretsArgs"),
}
"""The names that each module defines (PEP 562)."""


def __getattr__(name: str) -> Any:
    for module, names in _MODULES.items():
        if name in names:
            return getattr(import_module(module, __name__), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
