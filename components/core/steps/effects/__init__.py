"""The effects of a changed input on a live host: a table for each step that has an `update`, beside the builders of its input.

The tables say what the scripts do. A test fails for a parameter or a file of a golden host that no table has.
"""

from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase
from typing import Final

from ..step import Step
from ..step_input import StepInput
from . import nodes, others
from .change import Change, Rule, differences
from .kinds import COMMANDS, KEEPALIVED, KEEPALIVED_SWITCH, KUBELET, Effect, Risk
from .unfelt import runs_no_command, runs_the_same

TABLES: Final[Mapping[str, Mapping[str, Rule]]] = {
    "converge": nodes.CONVERGE,
    "node": nodes.NODE,
    "member": others.MEMBER,
    "balancer-converge": others.BALANCER,
    "prepare": others.PREPARE,
    "renewal": others.RENEWAL,
    "drain-settings": others.DRAIN_SETTINGS,
    "membership": others.MEMBERSHIP,
}
"""By step, then by the name of a parameter or the path of a file, in which `*` is any text."""

_NO_INPUT: Final = StepInput({})

__all__ = ["TABLES", "Change", "Effect", "Risk", "changes", "effects", "rule_of"]


def changes(before: Step | None, after: Step | None) -> tuple[Change, ...]:
    """Returns what differs between a step before and after an edit; None is a step that the host has not, or no longer."""
    step = before or after
    assert step is not None
    return tuple(differences(step.name, before.input if before else _NO_INPUT, after.input if after else _NO_INPUT))


def effects(before: Step | None, after: Step | None, found: tuple[Change, ...]) -> tuple[Effect, ...]:
    """Returns the effects of the changes of a step, each once, in the order in which they are found."""
    felt = tuple(dict.fromkeys(effect for change in found for effect in _effects(change)))
    unfelt: set[Effect] = set()
    if before and after:
        unfelt |= {KUBELET} if runs_the_same(before.input, after.input) else set()
        unfelt |= {COMMANDS} if runs_no_command(before.input, after.input) else set()
    if KEEPALIVED_SWITCH in felt:
        unfelt.add(KEEPALIVED)
    return tuple(effect for effect in felt if effect not in unfelt)


def rule_of(step: str, name: str) -> Rule | None:
    """Returns the rule for a parameter or file of a step, None if no table has it."""
    table = TABLES.get(step, {})
    if name in table:
        return table[name]
    return next((rule for pattern, rule in table.items() if fnmatchcase(name, pattern)), None)


def _effects(change: Change) -> Iterator[Effect]:
    """Yields the effects of one change.

    Raises:
        KeyError: no table says what a change of this parameter or file does.
    """
    rule = rule_of(change.step, change.name)
    if rule is None:
        raise KeyError(f"{change.step}: no table has {change.name}")
    yield from rule(change) if callable(rule) else rule
