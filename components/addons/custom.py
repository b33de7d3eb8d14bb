"""The user's own addons in a stack file."""

from functools import partial
from pathlib import Path

from ..core.config.model import Artefact, Chart, ClusterSpec, CustomAddon, Kustomization, Readiness
from .addon import Addon
from .keeping import kept_fields, refuse_drawn
from .kustomization import local_directory
from .manifest import ManifestError
from .materials import Materials
from .objects import Objects, parsed
from .patches import ready_when


def custom(wanted: CustomAddon, cluster: ClusterSpec, materials: Materials) -> Addon:
    """Returns the addon with the objects of its manifest, kustomization or chart.

    Raises:
        ManifestError: these cannot be fetched, lack an object to wait for, or differ at every rendering.
    """
    found = _objects(wanted, materials)
    kept = kept_fields(wanted.keep, found)
    if isinstance(wanted.source, Chart):
        refuse_drawn(found, partial(_objects, wanted, materials), kept)
    for index, readiness in enumerate(wanted.ready):
        _wait(found, readiness, f"ready[{index}]")
    return Addon(
        name=wanted.name, needs=frozenset(wanted.needs), provides=frozenset(wanted.provides), objects=tuple(found.objects), kept=kept
    )


def _objects(wanted: CustomAddon, materials: Materials) -> Objects:
    match wanted.source:
        case Chart() as chart:
            return materials.chart(chart.source, chart.release_name, chart.namespace, chart.values)
        case Kustomization() as kustomization:
            return materials.rendering.kustomization(local_directory(kustomization.directory))
        case Artefact():
            return materials.objects("source")
        case path:
            return parsed(_read(path), path)


def _read(path: str) -> bytes:
    try:
        return Path(path).expanduser().read_bytes()
    except (OSError, RuntimeError, ValueError) as error:
        raise ManifestError(f"{path} cannot be read here: {error}") from error


def _wait(found: Objects, readiness: Readiness, key: str) -> None:
    named = [each for each in found.objects if (each["kind"], each["metadata"].get("name")) == (readiness.kind, readiness.name)]
    meant = [each for each in named if readiness.namespace in (None, each["metadata"].get("namespace"))]
    if not meant:
        raise ManifestError(f"{key}: got {readiness.kind} {readiness.name}, want an object of {found.source}")
    for each in meant:
        ready_when(each, readiness.when)
