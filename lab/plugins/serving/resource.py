"""The interface of a stand-in: a provider, and a resource for each type."""

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
    """One operation that the engine requests. `timeout` is in seconds, 0 for none; `cancelled` is set when the user cancels."""

    urn: str
    log: Log
    cancelled: threading.Event
    preview: bool = False
    timeout: float = 0.0
    ignore_changes: tuple[str, ...] = ()

    @property
    def type(self) -> str:
        """The type token of the resource, such as tls:index/privateKey:PrivateKey."""
        return self.urn.split("::")[2].split("$")[-1]

    @property
    def name(self) -> str:
        """The name of the resource in the program."""
        return self.urn.split("::", 3)[3]


class Created(NamedTuple):
    """A new resource. In a preview, the id is empty and unknown outputs are UNKNOWN."""

    id: str
    state: Properties


class ReadState(NamedTuple):
    """The result of a refresh."""

    id: str
    state: Properties
    inputs: Properties


class Resource(ABC):
    """The life of one type. Any method may raise Failure; create, update and read may raise PartialFailure.

    Methods of several resources run at the same time, each in its own thread.
    """

    def check(self, call: Call, old: Properties, new: Properties) -> Properties:
        """Returns the inputs with defaults filled in; raises InvalidInputs. `old` is empty for a new resource."""
        return new

    def diff(self, call: Call, state: Properties, old_inputs: Properties, new: Properties) -> Diff:
        """Returns the changes by the new inputs."""
        return changes(old_inputs, new)

    @abstractmethod
    def create(self, call: Call, inputs: Properties) -> Created:
        """Creates the resource and returns it; in a preview, returns what is known of it."""

    def read(self, call: Call, resource_id: str, state: Properties, inputs: Properties) -> ReadState | None:
        """Returns the present resource, or None if it is gone. `state` is empty on an import."""
        return ReadState(resource_id, state, inputs)

    @abstractmethod
    def update(self, call: Call, resource_id: str, state: Properties, old_inputs: Properties, new: Properties) -> Properties:
        """Changes the resource in place and returns its new state; in a preview, returns what is known of it."""

    @abstractmethod
    def delete(self, call: Call, resource_id: str, state: Properties) -> None:
        """Deletes the resource; a resource that is gone already is not an error."""


class Provider(ABC):
    """A plugin with the name and version of the official one that it replaces."""

    name: str
    version: str

    @abstractmethod
    def resource(self, token: str) -> Resource:
        """Returns the implementation of a type; raises Failure for a type outside the subset (see `unsupported`)."""

    def check_config(self, call: Call, inputs: Properties) -> Properties:
        """Returns the inputs of the provider with defaults; raises InvalidInputs."""
        return inputs

    def diff_config(self, call: Call, old_inputs: Properties, new: Properties) -> Diff:
        """Returns the changes of the provider resource by new inputs; its replacement replaces all its resources."""
        return changes(old_inputs, new)

    def configure(self, inputs: Properties) -> None:  # noqa: B027 - most have no inputs
        """Stores the inputs of the provider, once, before the first resource."""

    def invoke(self, token: str, arguments: Properties) -> Properties:
        """Calls a function of the plugin."""
        raise self.unsupported(token)

    def unsupported(self, what: str) -> Failure:
        """Returns the error for a feature outside the subset."""
        return Failure(
            f"{what} is not supported by the lab's stand-in for the {self.name} plugin; "
            f"with the official plugin it works: pulumi plugin install resource {self.name} v{self.version}"
        )
