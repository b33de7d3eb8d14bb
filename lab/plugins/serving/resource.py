"""What a stand-in implements: a provider, and a resource for each type."""

from __future__ import annotations

import threading
from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import NamedTuple

from lab.plugins.serving.differences import Diff, changes
from lab.plugins.serving.errors import Failure
from lab.plugins.serving.log import Log
from lab.plugins.serving.values import Properties


@dataclass(frozen=True)
class Call:
    """One operation that the engine asks for. `timeout` is in seconds, 0 for none; `cancelled` is set when the user breaks off."""

    urn: str
    log: Log
    cancelled: threading.Event
    preview: bool = False
    timeout: float = 0.0
    ignore_changes: tuple[str, ...] = ()

    @property
    def type(self) -> str:
        """Type token of the resource, such as tls:index/privateKey:PrivateKey."""
        return self.urn.split("::")[2].split("$")[-1]

    @property
    def name(self) -> str:
        """Name of the resource in the program."""
        return self.urn.split("::", 3)[3]


class Created(NamedTuple):
    """A new resource. In a preview the id is empty and unknown outputs are UNKNOWN."""

    id: str
    state: Properties


class ReadState(NamedTuple):
    """What a refresh found."""

    id: str
    state: Properties
    inputs: Properties


class Resource(ABC):
    """The life of one type. Any method may raise Failure; create, update and read may raise PartialFailure.

    The methods of several resources run at the same time, each in a thread of its own.
    """

    def check(self, call: Call, old: Properties, new: Properties) -> Properties:
        """The inputs with defaults filled in; raises InvalidInputs. `old` is empty for a new resource."""
        return new

    def diff(self, call: Call, state: Properties, old_inputs: Properties, new: Properties) -> Diff:
        """What the new inputs change."""
        return changes(old_inputs, new)

    @abstractmethod
    def create(self, call: Call, inputs: Properties) -> Created:
        """Make the resource; in a preview, tell what is known of it."""

    def read(self, call: Call, resource_id: str, state: Properties, inputs: Properties) -> ReadState | None:
        """What the resource is now, or None when it is gone. `state` is empty on an import."""
        return ReadState(resource_id, state, inputs)

    @abstractmethod
    def update(self, call: Call, resource_id: str, state: Properties, old_inputs: Properties, new: Properties) -> Properties:
        """Change the resource in place and return its new state; in a preview, tell what is known of it."""

    @abstractmethod
    def delete(self, call: Call, resource_id: str, state: Properties) -> None:
        """Take the resource away; one that is gone already is no failure."""


class Provider(ABC):
    """A plugin: its name and version are those of the official one that it stands in for."""

    name: str
    version: str

    @abstractmethod
    def resource(self, token: str) -> Resource:
        """The implementation of a type; raises Failure for a type outside the subset (see `unsupported`)."""

    def check_config(self, call: Call, inputs: Properties) -> Properties:
        """The provider's own inputs with defaults; raises InvalidInputs."""
        return inputs

    def diff_config(self, call: Call, old_inputs: Properties, new: Properties) -> Diff:
        """What changed inputs mean for the provider resource; replacing it replaces all that it made."""
        return changes(old_inputs, new)

    def configure(self, inputs: Properties) -> None:  # noqa: B027 - most have no inputs
        """Take the provider's inputs, once, before the first resource."""

    def invoke(self, token: str, arguments: Properties) -> Properties:
        """Answer a function of the plugin."""
        raise self.unsupported(token)

    def unsupported(self, what: str) -> Failure:
        """The refusal of something outside the subset."""
        return Failure(
            f"{what} is not supported by the lab's stand-in for the {self.name} plugin; "
            f"with the official plugin it works: pulumi plugin install resource {self.name} v{self.version}"
        )
