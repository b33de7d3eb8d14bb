"""Converts objects to property values and back: what the state stores of an object, and what is secret in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lab.plugins.kubernetes.objects import Object
from lab.plugins.serving import Properties, Secret, plain

_INPUTS = "__inputs"
_INITIAL_API_VERSION = "__initialApiVersion"
_FIELD_MANAGER = "__fieldManager"
# Property names of the SDKs cannot contain a dash: the extension fields of OpenAPI schemas have underscores there.
_DASHED = {
    name.replace("-", "_"): name
    for name in (
        "x-kubernetes-embedded-resource",
        "x-kubernetes-int-or-string",
        "x-kubernetes-list-map-keys",
        "x-kubernetes-list-type",
        "x-kubernetes-map-type",
        "x-kubernetes-preserve-unknown-fields",
        "x-kubernetes-validations",
    )
}
_UNDERSCORED = {dashed: name for name, dashed in _DASHED.items()}


def opened(properties: Properties) -> Object:
    """Returns the object of properties, with secrets unwrapped and without nulls, which have no meaning."""
    obj: Object = _renamed(_without_nulls(plain(properties)), _DASHED)
    return obj


def marked(obj: Object, like: Properties) -> Properties:
    """Returns the object as properties; values that are secret in `like`, and all data of a Secret, are secret."""
    if obj.get("kind") == "Secret":
        return {key: Secret(value) if key in ("data", "stringData") else value for key, value in obj.items()}
    return {key: _marked(value, like[key]) if key in like else value for key, value in obj.items()}


@dataclass(frozen=True)
class Wanted:
    """The desired object of an operation, and its field manager.

    `given` are the inputs with their secrets marked; `api_version` is that with which the object was created.
    """

    obj: Object
    given: Properties
    manager: str
    api_version: str

    def state(self, live: Object) -> Properties:
        """Returns the state of the resource: the live object, with the inputs and the field manager that the next run needs."""
        return {
            **marked(_renamed(live, _UNDERSCORED), self.given),
            _INPUTS: marked(_renamed(self.obj, _UNDERSCORED), self.given),
            _INITIAL_API_VERSION: self.api_version,
            _FIELD_MANAGER: self.manager,
        }


def parsed(state: Properties) -> tuple[Object, Object]:
    """Returns the inputs and the live object of a state."""
    obj = opened(state)
    return obj.get(_INPUTS, {}), {key: value for key, value in obj.items() if not key.startswith("__")}


def manager_in(state: Properties) -> str:
    """Returns the field manager of a state, empty if it has none."""
    return str(plain(state.get(_FIELD_MANAGER)) or "")


def api_version_in(state: Properties, otherwise: str) -> str:
    """Returns the apiVersion with which the object was created."""
    return str(plain(state.get(_INITIAL_API_VERSION)) or otherwise)


def _marked(value: Any, like: Any) -> Any:
    if isinstance(value, dict) and isinstance(like, dict):
        return marked(value, like)
    return Secret(value) if _holds_secret(like) else value


def _holds_secret(value: Any) -> bool:
    if isinstance(value, dict | list):
        return any(_holds_secret(each) for each in (value.values() if isinstance(value, dict) else value))
    return isinstance(value, Secret)


def _without_nulls(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_nulls(each) for key, each in value.items() if each is not None}
    return [_without_nulls(each) for each in value] if isinstance(value, list) else value


def _renamed(value: Any, names: Mapping[str, str]) -> Any:
    if isinstance(value, dict):
        return {names.get(key, key): _renamed(each, names) for key, each in value.items()}
    return [_renamed(each, names) for each in value] if isinstance(value, list) else value
