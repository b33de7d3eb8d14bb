"""JSON Schema of what is passed on to kubelets and kube-proxies: the fields of all minors together, which fits whichever a stack has."""

from typing import Final

from ..rules.fields import OWN, PODS_PER_NODE, PROXY_MODES
from ..upstream_kinds import DURATION, KUBE_PROXY, KUBELET, kinds_of_fields
from .values import Schema

_SCALARS: Final[dict[str, Schema]] = {
    "any": {},
    "text": {"type": ["string", "null"]},
    "truth": {"type": ["boolean", "null"]},
    "integer": {"type": ["integer", "null"]},
    "number": {"type": ["number", "null"]},
    "quantity": {"type": ["string", "number", "null"]},
    "duration": {
        "type": ["string", "null"],
        "pattern": f"^(?:{DURATION})$",
        "patternErrorMessage": 'want a duration such as "30s" or "1h30m"',
    },
}
_NARROWER: Final[dict[tuple[str, str], Schema]] = {
    (KUBELET, "maxPods"): {"type": ["integer", "null"], "minimum": 1, "maximum": PODS_PER_NODE},
    (KUBE_PROXY, "mode"): {"enum": [*PROXY_MODES, None]},
}


def definitions() -> dict[str, Schema]:
    """Returns the schemas of all types, by their names; without the fields that this library sets itself."""
    own = {KUBELET: OWN["kubelet"], KUBE_PROXY: OWN["kubeProxy"]}
    return {
        _name(name): {
            "type": ["object", "null"],
            "properties": {
                field: _NARROWER.get((name, field)) or _one_of(kinds)
                for field, kinds in sorted(fields.items())
                if field not in own.get(name, {})
            },
            "additionalProperties": False,
        }
        for name, fields in sorted(kinds_of_fields().items())
    }


def _one_of(kinds: tuple[str, ...]) -> Schema:
    return _of_kind(kinds[0]) if len(kinds) == 1 else {"anyOf": [_of_kind(kind) for kind in kinds]}


def _of_kind(kind: str) -> Schema:
    if kind.startswith("[]"):
        return {"type": ["array", "null"], "items": _of_kind(kind[2:])}
    if kind.startswith("{}"):
        return {"type": ["object", "null"], "additionalProperties": _of_kind(kind[2:])}
    return _SCALARS[kind] if kind in _SCALARS else {"$ref": f"#/definitions/{_name(kind)}"}


def _name(kind: str) -> str:
    """Returns the name of the definition of a type, which is none of a table's."""
    return f"upstream.{kind}"
