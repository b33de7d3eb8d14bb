"""The addons of a stack file, with their objects."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any, TypeAlias

import pulumi

from ..cache import cache_directory
from ..core.config.addons import OFFERED
from ..core.config.model import AddonSettings, Chart, ClusterSpec
from ..core.config.model.addons import artefacts_of
from .addon import Addon
from .custom import custom
from .fetching import fetch
from .manifest import ManifestError
from .materials import Materials, Renderer
from .patches import replace_images
from .rendering import Rendering
from .sharing import apart

Builder: TypeAlias = Callable[[Any, ClusterSpec, Materials], Addon]


def _builder(name: str) -> Builder:
    """Returns the function with the name of an addon, in the module of that name, which makes its objects."""
    builder: Builder = getattr(import_module(f".{name}", __package__), name)
    return builder


BUILDERS: Mapping[str, Builder] = {addon.key.name: _builder(str(addon.key.field)) for addon in OFFERED}
"""By the addon's key in `addons` of a stack file."""


def wanted_addons(spec: ClusterSpec, renderer: Renderer | None = None) -> list[Addon]:
    """Returns the addons of the stack file, whose files are fetched. Without a `renderer` the plugin renders charts and kustomizations.

    Raises:
        pulumi.RunError: with everything that cannot be fetched or is not what it should be.
    """
    addons: list[Addon] = []
    problems: list[str] = []
    rendering = renderer or Rendering(spec.kubernetes_version)
    for name, settings in spec.addons.wanted().items():
        try:
            addons.append(made(name, settings, spec, rendering))
        except ManifestError as error:
            problems.append(f"addons, {name}: {error}")
    releases = {each.name: each.source.namespace for each in spec.addons.custom if isinstance(each.source, Chart)}
    addons, shared = apart(addons, releases)
    if problems := [*problems, *shared]:
        raise pulumi.RunError("\n".join(problems))
    return addons


def made(name: str, settings: AddonSettings, spec: ClusterSpec, rendering: Renderer) -> Addon:
    """Returns one addon, by its name in the stack file, with its objects. Its files are fetched.

    Raises:
        ManifestError: a file cannot be fetched or rendered, or is not what it should be.
    """
    cached = partial(fetch, cache=_cache(spec), mirrors=spec.sources.registry_mirrors)
    materials = Materials(artefacts=artefacts_of(settings), fetch=cached, rendering=rendering)
    addon = BUILDERS.get(name, custom)(settings, spec, materials)
    replace_images(addon, settings.images)
    return replace(
        addon, force_conflicts=settings.force_conflicts, delete_crds=settings.delete_crds, timeout_seconds=settings.timeout_seconds
    )


def _cache(spec: ClusterSpec) -> Path:
    """Returns the directory of fetched files, which is in the offline bundle if the stack has one."""
    bundle = spec.sources.bundle
    return Path(bundle.directory) if bundle else cache_directory("manifests")
