"""Addons: what runs in a cluster from the start."""

from .addon import Addon
from .component import Addons, AddonsArgs
from .wanted import wanted_addons

__all__ = ["Addon", "Addons", "AddonsArgs", "wanted_addons"]
