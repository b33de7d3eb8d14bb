"""Addons as a stack file asks for them, and their objects, without a network: published files are handed over."""

from collections.abc import Callable, Mapping
from typing import Any

import yaml

from components.addons import Addon
from components.addons.materials import Materials
from components.addons.rendering import Rendering
from components.addons.wanted import BUILDERS
from components.core.config.addons import CATALOGUE
from components.core.config.model import ClusterSpec
from components.core.config.model.addons import artefacts_of
from components.core.config.parse import parse
from tests.core.config.documents import hosts, small


def cluster(**addons: Mapping[str, Any]) -> ClusterSpec:
    """One control plane, two workers, and these addons by their keys in a stack file; what they need exists already."""
    facts = [CATALOGUE[name] for name in addons]
    existing = frozenset({"gateway"}).union(*(each.needs for each in facts)) - frozenset().union(*(each.provides for each in facts))
    pools = [{"name": "general", "hosts": hosts("w", 20, 2)}]
    return parse({**small(), "workerPools": pools, "addons": {**addons, "existing": sorted(existing)}})


def made(
    name: str,
    published: Mapping[str, bytes] | None = None,
    change: Callable[[ClusterSpec], ClusterSpec] = lambda spec: spec,
    **settings: Any,
) -> Addon:
    """One addon of that cluster; `published` are its artefacts by name."""
    spec = change(cluster(**{name: settings}))
    wanted = spec.addons.wanted()[name]

    fetched = {pin: (published or {}).get(artefact, b"") for artefact, pin in artefacts_of(wanted).items()}
    materials = Materials(artefacts=artefacts_of(wanted), fetch=lambda pin: fetched[pin], rendering=Rendering(spec.kubernetes_version))
    return BUILDERS[name](wanted, spec, materials)


def rendered(addon: Addon) -> dict[str, str]:
    """Its objects as files of YAML, one a kind and name."""
    return {f"{_place(each)}.yaml": yaml.safe_dump(each, sort_keys=False, width=140) for each in addon.objects}


def found(addon: Addon, kind: str, name: str = "") -> Any:
    """The one object of a kind, of that name where there are more."""
    [one] = [each for each in addon.objects if each["kind"] == kind and (not name or each["metadata"]["name"] == name)]  # type: ignore[index,call-overload]
    return one


def container(addon: Addon, kind: str = "Deployment") -> Any:
    """The container of its only workload of a kind."""
    [one] = found(addon, kind)["spec"]["template"]["spec"]["containers"]
    return one


def _place(manifest: Any) -> str:
    metadata = manifest["metadata"]
    return f"{manifest['kind']}-{metadata['name']}".replace(":", "_")
