"""What runs in a cluster from the start."""

from .addon import Addon, in_order
from .component import Addons, AddonsArgs
from .flannel import flannel
from .manifest import ManifestError

__all__ = ["Addon", "Addons", "AddonsArgs", "ManifestError", "flannel", "in_order"]
