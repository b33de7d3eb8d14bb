"""The common part of remote.Command and local.Command: when each of the three commands runs."""

from __future__ import annotations

import secrets
from abc import abstractmethod
from typing import ClassVar

from lab.plugins.command.output import LOGGING
from lab.plugins.serving import UNKNOWN, Call, Created, Diff, InvalidInputs, Properties, Resource, changes, plain
from lab.plugins.serving.inputs import refuse_others

_NOTHING = {"stdout": "", "stderr": ""}
_LATER = {"stdout": UNKNOWN, "stderr": UNKNOWN}


def replaced_by_triggers(difference: Diff) -> Diff:
    """Returns the diff of the plugin: added or removed `triggers` replace; for changed elements, replace_on_changes of the SDK does."""
    return difference.replacing(lambda path: path == "triggers")


class Command(Resource):
    """Runs `create` on the first run, `update` (without one, `create` again) on each change, and `delete` at the end."""

    inputs: ClassVar[frozenset[str]] = frozenset(
        {"create", "update", "delete", "triggers", "environment", "stdin", "logging", "addPreviousOutputInEnv"}
    )

    @abstractmethod
    def run(self, call: Call, command: str, inputs: Properties, state: Properties) -> Properties:
        """Runs one command with plain inputs and the plain last state. Returns stdout and stderr; raises Failure."""

    def check(self, call: Call, old: Properties, new: Properties) -> Properties:
        refuse_others(new, self.inputs)
        logging = plain(new.get("logging"))
        if isinstance(logging, str) and logging not in LOGGING:
            raise InvalidInputs(("logging", f"got {logging!r}, want one of {', '.join(sorted(LOGGING))}"))
        return new

    def diff(self, call: Call, state: Properties, old_inputs: Properties, new: Properties) -> Diff:
        return replaced_by_triggers(changes(old_inputs, new))

    def create(self, call: Call, inputs: Properties) -> Created:
        if call.preview:
            return Created("", inputs | _LATER)
        known = plain(inputs)
        command = known.get("create")
        outputs = _NOTHING if command is None else self.run(call, command, known, {})
        return Created(f"{call.name}{secrets.token_hex(4)}", inputs | outputs)

    def update(self, call: Call, resource_id: str, state: Properties, old_inputs: Properties, new: Properties) -> Properties:
        if call.preview:
            return new | _LATER
        known, last = plain(new), plain(state)
        command = known.get("update", known.get("create"))
        outputs = {name: last.get(name, "") for name in _NOTHING} if command is None else self.run(call, command, known, last)
        return new | outputs

    def delete(self, call: Call, resource_id: str, state: Properties) -> None:
        known = plain(state)
        if known.get("delete") is not None:
            self.run(call, known["delete"], known, known)
