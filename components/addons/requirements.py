"""What must be there for the addons of a cluster, looked at before anything is registered."""

from collections.abc import Sequence

import pulumi

from ..core.bundle.contents import images_are_bundled
from ..core.capabilities import unmet_requirements
from ..core.config.model import ClusterSpec
from .addon import Addon


def refuse_unmet_requirements(spec: ClusterSpec, addons: Sequence[Addon]) -> None:
    """Refuses addons that nothing provides for.

    Raises:
        pulumi.RunError: with everything that an addon needs and nothing provides, and every image that the stack's bundle lacks.
    """
    images = [image for addon in addons for image in addon.known_images()]
    if wrong := [*unmet_requirements(addons, frozenset(spec.addons.existing)), *images_are_bundled(spec, images)]:
        raise pulumi.RunError("\n".join(map(str, wrong)))
