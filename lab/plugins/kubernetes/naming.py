"""The names of objects for which the program sets none."""

from __future__ import annotations

import secrets

from lab.plugins.kubernetes.objects import AUTONAMED, Object, asks_for, has_name, name_of, with_annotation, with_metadata, within
from lab.plugins.serving import Call, InvalidInputs


def named(call: Call, obj: Object, previous: Object, patch: bool) -> Object:
    """Returns the object with a name: its own, that of an earlier run, or a new one; raises InvalidInputs."""
    if has_name(obj):
        return obj
    if within(obj, "metadata", "generateName"):
        raise InvalidInputs(("metadata.generateName", "server-side apply needs a name; leave both out to have one chosen"))
    if patch:
        raise InvalidInputs(("metadata.name", "a Patch resource needs the name of the object that it changes"))
    chosen = name_of(previous) if asks_for(previous, AUTONAMED) else f"{call.name}-{secrets.token_hex(4)}"
    return with_annotation(with_metadata(obj, name=chosen), AUTONAMED, "true")
