"""From the addons of a stack file to addons with their objects. A new addon is one line in `BUILDERS`."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, TypeAlias

import pulumi

from ..cache import cache_directory
from ..core.spec.model import AddonSettings, ClusterSpec
from ..core.spec.model.addons import artefacts_of
from .addon import Addon
from .coredns import coredns
from .custom import custom
from .fetching import fetch
from .flannel import flannel
from .gateway import gateway
from .headlamp import headlamp
from .kubelet_csr_approver import kubelet_csr_approver
from .local_path import local_path
from .manifest import ManifestError
from .materials import Materials, Renderer
from .metallb import metallb
from .metrics_server import metrics_server
from .patches import replace_images
from .rendering import Rendering
from .rook_ceph import rook_ceph
from .weave import weave

Builder: TypeAlias = Callable[[Any, ClusterSpec, Materials], Addon]

BUILDERS: Mapping[str, Builder] = {
    "flannel": flannel,
    "coredns": coredns,
    "weave": weave,
    "kubeletCsrApprover": kubelet_csr_approver,
    "metricsServer": metrics_server,
    "localPath": local_path,
    "metallb": metallb,
    "gateway": gateway,
    "headlamp": headlamp,
    "rookCeph": rook_ceph,
}
"""By the addon's key in `addons`: from its settings, the cluster it is for and its published files to its objects."""


def wanted_addons(spec: ClusterSpec, renderer: Renderer | None = None) -> list[Addon]:
    """The addons of the stack file, their files at hand; without a `renderer` the plugin renders charts and kustomizations.

    Raises:
        pulumi.RunError: with everything that cannot be had or is not what it should be.
    """
    addons: list[Addon] = []
    problems: list[str] = []
    rendering = renderer or Rendering(spec.kubernetes_version)
    for name, settings in spec.addons.wanted().items():
        try:
            addons.append(_made(BUILDERS.get(name, custom), settings, spec, rendering))
        except ManifestError as error:
            problems.append(f"addons, {name}: {error}")
    if problems:
        raise pulumi.RunError("\n".join(problems))
    return addons


def _made(builder: Builder, settings: AddonSettings, spec: ClusterSpec, rendering: Renderer) -> Addon:
    cached = partial(fetch, cache=_cache(spec), mirrors=spec.sources.registry_mirrors)
    materials = Materials(artefacts=artefacts_of(settings), fetch=cached, rendering=rendering)
    addon = builder(settings, spec, materials)
    replace_images(addon, settings.images)
    return replace(addon, take_back=settings.take_back, delete_crds=settings.delete_crds, timeout_seconds=settings.timeout_seconds)


def _cache(spec: ClusterSpec) -> Path:
    """Where fetched files are kept: an offline bundle has them beside the rest."""
    bundle = spec.sources.bundle
    return Path(bundle.directory) if bundle else cache_directory("manifests")
