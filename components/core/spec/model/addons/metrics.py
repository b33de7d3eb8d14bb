"""What pods and nodes use, and the certificates by which kubelets are asked."""

from dataclasses import dataclass

from .settings import AddonSettings


@dataclass(frozen=True, slots=True, kw_only=True)
class KubeletCsrApprover(AddonSettings):
    """The approver of kubelets' serving certificates; with it kubelets ask for one instead of signing their own."""

    version: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MetricsServer(AddonSettings):
    """What pods and nodes use, for autoscalers."""

    version: str
    replicas: int
