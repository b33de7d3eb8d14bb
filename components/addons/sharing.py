"""Objects that several addons have. A cluster has one of each, which would be deleted with the first addon that is removed."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from .addon import Addon, Manifest
from .objects import Identity, called, identity
from .scopes import namespace_of


def apart(addons: Iterable[Addon], releases: Mapping[str, str]) -> tuple[list[Addon], list[str]]:
    """Returns the addons without the namespaces of releases that another addon has, and the objects that several addons have.

    `releases` is the namespace of a chart's release by the name of its addon.
    """
    holders: dict[Identity, dict[str, Manifest]] = {}
    for addon in addons:
        for manifest in addon.objects:
            holders.setdefault(identity(manifest), {})[addon.name] = manifest
    shared = {key: found for key, found in holders.items() if len(found) > 1}
    problems = []
    left_out: set[tuple[str, Identity]] = set()
    for key, found in shared.items():
        made = {name for name, manifest in found.items() if name in releases and manifest == namespace_of(releases[name])}
        if len(found) - len(made) == 1:
            left_out |= {(name, key) for name in made}
            continue
        names, (first, *_) = " and ".join(found), found.values()
        if made == found.keys():
            problems.append(
                f"addons, {names}: both would make the namespace {key[-1]}, and it would go with the first of them that leaves:"
                " make it in the manifest of an addon of its own that `provides` it, and have both need that"
            )
        else:
            problems.append(f"addons, {names}: both have {called(first)}, want it in one of them: it would go with the first that leaves")
    return [_without(addon, left_out) for addon in addons], problems


def _without(addon: Addon, left_out: set[tuple[str, Identity]]) -> Addon:
    kept = tuple(manifest for manifest in addon.objects if (addon.name, identity(manifest)) not in left_out)
    return replace(addon, objects=kept)
