"""What pods and nodes use."""

from dataclasses import dataclass
from typing import ClassVar, Final

from ..model.addons import Facts, KnownAddon
from ..readers import Scalar
from ..schema.changes import LIVE
from ..syntax.text import integer
from ..tables import Key, Object
from .parts import SETTINGS, offered, version

FACTS: Final = Facts(
    releases={"v0.9.0": {}},
    needs=frozenset({"cni", "kubelet-serving-certificates"}),
    provides=frozenset({"resource-metrics"}),
    minors={"0.7": ("1.27", ""), "0.8": ("1.31", ""), "0.9": ("1.34", "")},
)


@dataclass(frozen=True, slots=True, kw_only=True)
class MetricsServer(KnownAddon):
    """What pods and nodes use, for autoscalers."""

    facts: ClassVar[Facts] = FACTS
    version: str
    replicas: int


TABLE: Final = Object(
    "metrics-server",
    MetricsServer,
    (
        version(FACTS, "metrics-server"),
        Key("replicas", Scalar("number", integer(1, 5)), "How many run, on different nodes where there are enough.", LIVE, default=1),
        *SETTINGS,
    ),
)

ADDON: Final = offered(
    "metricsServer",
    TABLE,
    FACTS,
    "What pods and nodes use, for `kubectl top` and autoscalers; needs `kubeletCsrApprover`.",
)
