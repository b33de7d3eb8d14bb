"""What KubeletConfiguration and KubeProxyConfiguration, which are passed through as they are, may hold in each minor of Kubernetes.

Both programs decode their file strictly: one with an unknown field, or a value of another type, does not start.
Rules: https://pkg.go.dev/sigs.k8s.io/json#UnmarshalStrict, https://pkg.go.dev/time#ParseDuration.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, TypeAlias

from .problems import Absent, Problem, step_into
from .tables import nearest
from .upstream_fields import MINORS, TABLE

KUBELET: Final = "KubeletConfiguration"
KUBE_PROXY: Final = "KubeProxyConfiguration"
DURATION: Final = r"[-+]?(0|((\d+(\.\d*)?|\.\d+)(ns|us|µs|μs|ms|s|m|h))+)"
_DURATION: Final = re.compile(DURATION)
_EXPECTED: Final = {
    "text": "a string: put it in quotes",
    "truth": "true or false, without quotes",
    "integer": "a whole number, without quotes",
    "number": "a number, without quotes",
    "duration": 'a duration as a string such as "30s" or "1h30m"',
    "quantity": 'a quantity such as "100Mi" or 2',
}


@dataclass(frozen=True, slots=True)
class _Field:
    """A field in the minors from `first` to `last`, by their place in MINORS."""

    kind: str
    first: int
    last: int


_Types: TypeAlias = Mapping[str, Mapping[str, tuple[_Field, ...]]]


def field_problems(kind: str, fields: Mapping[str, object], path: str, minor: str) -> Iterator[Problem]:
    """What a program of a minor would not take in a mapping of `kind` at a path; of a minor that the table does not know, nothing."""
    if minor in MINORS:
        yield from _of_type(kind, fields, path, MINORS.index(minor))


def kinds_of_fields() -> dict[str, dict[str, tuple[str, ...]]]:
    """Returns the kinds that each field of each type has in any minor, by type and field."""
    types = _types().items()
    return {
        name: {field: tuple(dict.fromkeys(each.kind for each in versions)) for field, versions in fields.items()} for name, fields in types
    }


def _of_type(kind: str, fields: Mapping[str, object], path: str, minor: int) -> Iterator[Problem]:
    known = _in(kind, minor)
    for name, value in sorted(fields.items()):
        if name in known:
            yield from _of_kind(known[name], value, step_into(path, name), minor)
        else:
            yield Problem(step_into(path, name), Absent.UNKNOWN, _instead(kind, name, minor, set(known)))


def _of_kind(kind: str, value: object, path: str, minor: int) -> Iterator[Problem]:
    if value is None or kind == "any":
        return
    if kind.startswith(("[]", "{}")):
        yield from _of_each(kind, value, path, minor)
    elif kind in _EXPECTED:
        if not _is(kind, value):
            yield Problem(path, value, _EXPECTED[kind])
    elif isinstance(value, dict):
        yield from _of_type(kind, value, path, minor)
    else:
        yield Problem(path, value, f"an object with {', '.join(sorted(_in(kind, minor)))}")


def _of_each(kind: str, value: object, path: str, minor: int) -> Iterator[Problem]:
    if kind.startswith("[]") and isinstance(value, list):
        inside = {f"{path}[{index}]": item for index, item in enumerate(value)}
    elif kind.startswith("{}") and isinstance(value, dict):
        inside = {step_into(path, name): item for name, item in value.items()}
    else:
        yield Problem(path, value, "a list" if kind.startswith("[]") else "an object")
        return
    for place, item in inside.items():
        yield from _of_kind(kind[2:], item, place, minor)


def _is(kind: str, value: object) -> bool:
    if kind == "truth":
        return isinstance(value, bool)
    if kind in ("text", "duration"):
        return isinstance(value, str) and (kind == "text" or _DURATION.fullmatch(value) is not None)
    # Configuration that has been JSON once may carry whole numbers as floats.
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    whole = is_number and (isinstance(value, int) or (isinstance(value, float) and value.is_integer()))
    return whole if kind == "integer" else is_number or (kind == "quantity" and isinstance(value, str))


def _instead(kind: str, name: str, minor: int, known: set[str]) -> str:
    versions = _types()[kind].get(name, ())
    later = [field.first for field in versions if field.first > minor]
    if later:
        return f"Kubernetes {MINORS[min(later)]} or later, which brings it"
    if versions:
        return f"none: Kubernetes {MINORS[max(field.last for field in versions) + 1]} took it away"
    return nearest(name, known)


@lru_cache(maxsize=256)
def _in(kind: str, minor: int) -> Mapping[str, str]:
    """Kinds of a type's fields in a minor."""
    fields = _types()[kind]
    return {name: field.kind for name, versions in fields.items() for field in versions if field.first <= minor <= field.last}


@lru_cache(maxsize=1)
def _types() -> _Types:
    types: dict[str, dict[str, tuple[_Field, ...]]] = {}
    fields: dict[str, tuple[_Field, ...]] = {}
    for line in TABLE.splitlines():
        if not line.startswith(" "):
            fields = types[line] = {}
            continue
        for word in line.split():
            name, _, rest = word.partition(":")
            kind, _, minors = rest.partition("@")
            first, _, last = minors.partition("-")
            field = _Field(kind, MINORS.index(first) if first else 0, MINORS.index(last) if last else len(MINORS) - 1)
            fields[name] = (*fields.get(name, ()), field)
    return types
