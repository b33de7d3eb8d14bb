"""The common part of keys, requests and certificates: made once, stored only in the state, replaced when an input changes."""

from __future__ import annotations

from abc import abstractmethod
from typing import Any, ClassVar

from lab.plugins.serving import UNKNOWN, Call, Created, Diff, Properties, Resource, Secret, changes, plain
from lab.plugins.serving.inputs import refuse_others, with_defaults


class Issued(Resource):
    """A resource that exists only in the state.

    `defaults` are stored with the inputs; `secrets` are inputs that are stored as secrets; `made` names the outputs beyond the inputs.
    """

    inputs: ClassVar[frozenset[str]]
    defaults: ClassVar[dict[str, Any]] = {}
    secrets: ClassVar[frozenset[str]] = frozenset()
    made: ClassVar[frozenset[str]]
    updated_in_place: ClassVar[frozenset[str]] = frozenset()

    @abstractmethod
    def make(self, inputs: Properties) -> Created:
        """Returns the id and the outputs beyond the inputs, for plain inputs; raises Failure."""

    def check(self, call: Call, old: Properties, new: Properties) -> Properties:
        refuse_others(new, self.inputs)
        return new

    def diff(self, call: Call, state: Properties, old_inputs: Properties, new: Properties) -> Diff:
        difference = changes(with_defaults(old_inputs, self.defaults), with_defaults(new, self.defaults))
        return difference.replacing(lambda path: path not in self.updated_in_place)

    def create(self, call: Call, inputs: Properties) -> Created:
        stored = self.stored(inputs)
        if call.preview:
            return Created("", stored | dict.fromkeys(self.made, UNKNOWN))
        identity, outputs = self.make(plain(stored))
        return Created(identity, stored | {"id": identity} | outputs)

    def update(self, call: Call, resource_id: str, state: Properties, old_inputs: Properties, new: Properties) -> Properties:
        return state | self.stored(new)

    def delete(self, call: Call, resource_id: str, state: Properties) -> None:
        """Does nothing, as the resource exists only in the state."""

    def stored(self, inputs: Properties) -> Properties:
        """Returns the inputs in the form of the state."""
        complete = with_defaults(inputs, self.defaults)
        return {name: Secret(plain(value)) if name in self.secrets else value for name, value in complete.items()}
