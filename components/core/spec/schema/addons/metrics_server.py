"""What pods and nodes use."""

from typing import Final

from ....catalogue import CATALOGUE
from ...model import MetricsServer
from ...readers import Scalar
from ...syntax.kubernetes import release_tag
from ...syntax.text import integer
from ...tables import Key, Object
from ..changes import LIVE
from .parts import SETTINGS, pinned

METRICS_SERVER: Final = Object(
    "metrics-server",
    pinned("metricsServer", MetricsServer),
    (
        Key("version", Scalar("version", release_tag), "Version of metrics-server.", LIVE, default=CATALOGUE["metricsServer"].default),
        Key("replicas", Scalar("number", integer(1, 5)), "How many run, on different nodes where there are enough.", LIVE, default=1),
        *SETTINGS,
    ),
)
