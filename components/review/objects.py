"""The objects of addons that an edit changes: their published files are fetched, and their pins checked."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path

from ..addons.manifest import ManifestError
from ..addons.objects import called
from ..addons.programs import Programs
from ..addons.wanted import made
from ..core.config.model import AddonSettings, ClusterSpec
from ..core.config.model.addons import KnownAddon
from ..core.names import natural
from ..core.review import ObjectsReview


def objects(before: ClusterSpec, after: ClusterSpec) -> Iterator[ObjectsReview]:
    """Yields the objects of each addon of this library whose settings differ. Those of other addons come from files of the user's own,
    of which git may have other texts."""
    was, now = before.addons.wanted(), after.addons.wanted()
    for name in {**was, **now}:
        if was.get(name) != now.get(name):
            yield _compared(name, before, was.get(name), after, now.get(name))


def _compared(name: str, before: ClusterSpec, old: AddonSettings | None, after: ClusterSpec, new: AddonSettings | None) -> ObjectsReview:
    if not isinstance(old or new, KnownAddon):
        return ObjectsReview(addon=name, unknown="an addon of your own, which a preview renders")
    try:
        was, now = _texts(name, before, old), _texts(name, after, new)
    except ManifestError as error:
        return ObjectsReview(addon=name, unknown=str(error))
    return ObjectsReview(
        addon=name,
        comes=_sorted(now.keys() - was.keys()),
        changes=_sorted({each for each in was.keys() & now.keys() if was[each] != now[each]}),
        goes=_sorted(was.keys() - now.keys()),
    )


def _texts(name: str, spec: ClusterSpec, settings: AddonSettings | None) -> Mapping[str, str]:
    """Returns the objects of an addon as text, by what they are called."""
    if settings is None:
        return {}
    addon = made(name, settings, spec, Programs(kubernetes_version=spec.kubernetes_version, kubectl=Path("kubectl")))
    return {called(each): json.dumps(each, sort_keys=True, default=str) for each in (*addon.objects, *addon.patches)}


def _sorted(names: set[str]) -> tuple[str, ...]:
    return tuple(sorted(names, key=natural))
