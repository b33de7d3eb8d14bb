"""What the JSON Schema says of a cluster, by the paths that our own reader reports."""

from collections.abc import Iterator
from functools import cache
from typing import Any

from jsonschema import Draft7Validator
from jsonschema.exceptions import ValidationError

from components.core.config.json_schema import schema
from components.core.config.problems import step_into


@cache
def validator() -> Draft7Validator:
    return Draft7Validator(schema())


def schema_paths(document: object) -> set[str]:
    """The paths of the keys of a cluster that the schema refuses."""
    whole = {"config": {"kubeadm:cluster": document}}
    return {path for error in validator().iter_errors(whole) for path in _paths(error)}


def _paths(error: ValidationError) -> Iterator[str]:
    path = _written(list(error.absolute_path)[2:])
    if error.validator == "required":
        yield step_into(path, error.message.split("'")[1])
    elif error.validator == "additionalProperties":
        yield from (step_into(path, name) for name in error.instance if name not in error.schema["properties"])
    elif "propertyNames" in error.absolute_schema_path:
        yield step_into(path, error.instance)
    else:
        yield path


def _written(steps: list[Any]) -> str:
    path = "cluster"
    for step in steps:
        path = f"{path}[{step}]" if isinstance(step, int) else step_into(path, step)
    return path
