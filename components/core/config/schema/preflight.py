"""What is asked of hosts before anything is changed."""

from typing import Final

from ..model import Preflight
from ..readers import MapOf, Scalar
from ..syntax.preflight import check_name, severity
from ..syntax.text import boolean
from ..tables import Key, Object
from .changes import NEXT_RUN

PREFLIGHT: Final = Object(
    "what is asked of hosts before anything is changed",
    Preflight,
    (
        Key(
            "enabled",
            Scalar("boolean", boolean),
            "Whether `up` asks a host what it is, and ends where something is wrong, before it touches the host for the first time.",
            NEXT_RUN,
            default=True,
        ),
        Key(
            "severity",
            MapOf(check_name, Scalar('"ignore", "warning" or "error"', severity), "checks"),
            "How much a check weighs, by its name in [docs/preflight.md](../docs/preflight.md).",
            NEXT_RUN,
            default={},
        ),
    ),
)
