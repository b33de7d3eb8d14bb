"""The common part of random resources: a value is drawn once, and again when any input changes."""

from __future__ import annotations

from abc import abstractmethod
from typing import Any, ClassVar

from lab.plugins.serving import UNKNOWN, Call, Created, Diff, Failure, Properties, Resource, changes, plain
from lab.plugins.serving.inputs import refuse_others, with_defaults


class Drawn(Resource):
    """A random value. `defaults` are stored with the inputs; `drawn` names the random outputs."""

    inputs: ClassVar[frozenset[str]]
    defaults: ClassVar[dict[str, Any]] = {}
    drawn: ClassVar[frozenset[str]]

    @abstractmethod
    def draw(self, inputs: Properties) -> Created:
        """Returns the id and the random outputs for plain inputs; raises Failure for inputs that allow no value."""

    def check(self, call: Call, old: Properties, new: Properties) -> Properties:
        refuse_others(new, self.inputs | {"keepers"})
        return new

    def diff(self, call: Call, state: Properties, old_inputs: Properties, new: Properties) -> Diff:
        old, wanted = (with_defaults(each, self.defaults) for each in (old_inputs, new))
        return changes(old, wanted).replacing(lambda path: True)

    def create(self, call: Call, inputs: Properties) -> Created:
        complete = with_defaults(inputs, self.defaults)
        if call.preview:
            return Created("", complete | dict.fromkeys(self.drawn, UNKNOWN))
        identity, outputs = self.draw(plain(complete))
        return Created(identity, complete | outputs)

    def update(self, call: Call, resource_id: str, state: Properties, old_inputs: Properties, new: Properties) -> Properties:
        raise Failure("a random value is replaced, never updated")

    def delete(self, call: Call, resource_id: str, state: Properties) -> None:
        """Does nothing, as the value exists in the state only."""
