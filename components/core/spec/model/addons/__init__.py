"""What runs in a cluster from the start. A new addon is one dataclass and one field of `Addons`."""

from .metrics import KubeletCsrApprover, MetricsServer
from .network import CoreDns, Flannel, Metallb, Weave
from .own import Chart, CustomAddon, Kustomization, Readiness, RegistryChart, RepositoryChart
from .settings import AddonSettings, Artefact
from .storage import LocalPath, RookCeph, StorageNode
from .wanted import Addons, artefacts_of
from .web import Gateway, Headlamp

__all__ = [
    "AddonSettings",
    "Addons",
    "Artefact",
    "Chart",
    "CoreDns",
    "CustomAddon",
    "Flannel",
    "Gateway",
    "Headlamp",
    "KubeletCsrApprover",
    "Kustomization",
    "LocalPath",
    "Metallb",
    "MetricsServer",
    "Readiness",
    "RegistryChart",
    "RepositoryChart",
    "RookCeph",
    "StorageNode",
    "Weave",
    "artefacts_of",
]
