"""Names of our own checks, and their weights."""

from ...checks import CHECKS, Severity
from ..problems import InvalidValue
from ..tables import nearest
from .text import choice, text

_word = choice(*(severity.value for severity in Severity))


def check_name(value: object) -> str:
    """The name of a check of preflight."""
    name = text(value)
    if name not in CHECKS:
        raise InvalidValue(nearest(name, set(CHECKS)))
    return name


def severity(value: object) -> Severity:
    """How much a finding weighs."""
    return Severity(_word(value))
