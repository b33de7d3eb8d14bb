"""What runs in a cluster from the start. The settings of each addon of this library stand beside its keys, in `config.addons`."""

from .own import Chart, CustomAddon, Keep, Kustomization, Readiness, RegistryChart, RepositoryChart
from .settings import AddonSettings, Artefact, Facts, KnownAddon
from .wanted import Addons, artefacts_of

__all__ = [
    "AddonSettings",
    "Addons",
    "Artefact",
    "Chart",
    "CustomAddon",
    "Facts",
    "Keep",
    "KnownAddon",
    "Kustomization",
    "Readiness",
    "RegistryChart",
    "RepositoryChart",
    "artefacts_of",
]
