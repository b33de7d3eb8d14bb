"""The approver of kubelets' serving certificates."""

from dataclasses import dataclass
from typing import ClassVar, Final

from ..model.addons import Facts, KnownAddon
from ..schema.changes import ROLLS_ALL
from ..tables import Object
from .parts import SETTINGS, offered, version

FACTS: Final = Facts(releases={"v1.2.14": {}}, needs=frozenset({"cni"}), provides=frozenset({"kubelet-serving-certificates"}))


@dataclass(frozen=True, slots=True, kw_only=True)
class KubeletCsrApprover(KnownAddon):
    """The approver of kubelets' serving certificates; with it kubelets ask for one instead of signing their own."""

    facts: ClassVar[Facts] = FACTS
    version: str


TABLE: Final = Object(
    "the approver of kubelets' serving certificates",
    KubeletCsrApprover,
    (
        version(FACTS, "kubelet-csr-approver"),
        *SETTINGS,
    ),
)

ADDON: Final = offered(
    "kubeletCsrApprover",
    TABLE,
    FACTS,
    "Kubelets get serving certificates of the cluster's CA, which this addon approves.",
    ROLLS_ALL,
    unset="none: kubelets sign their own",
)
