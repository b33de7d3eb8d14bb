"""Addons: pinned, fit for the cluster's Kubernetes, and each with what it needs."""

from collections.abc import Iterator
from dataclasses import dataclass

from ...capabilities import unmet_requirements
from ...versions import minor_of, numbers_of
from ..addons import CATALOGUE
from ..model import Chart, RegistryChart
from ..problems import Problem, step_into
from ..values import ROOT, Values, sibling


@dataclass(frozen=True, slots=True)
class Wanted:
    """An addon that the stack file asks for, whether its settings are right or not."""

    path: str
    name: str
    needs: frozenset[str]
    provides: frozenset[str]


def wanted(values: Values) -> list[Wanted]:
    """The addons of the stack file in the order of the catalogue."""
    known = {f"{ROOT}.addons.{name}": name for name in CATALOGUE}
    own = values.find("addons.custom[*].name", str)
    return [
        *(
            Wanted(path, name, CATALOGUE[name].needs, CATALOGUE[name].provides)
            for path, name in known.items()
            if values.at(path, object) is not None
        ),
        *(Wanted(path, name, _names(values, path, "needs"), _names(values, path, "provides")) for path, name in own),
    ]


def provided(values: Values) -> frozenset[str]:
    """The capabilities that there are, from addons and from elsewhere."""
    return _existing(values).union(*(addon.provides for addon in wanted(values)))


def _names(values: Values, path: str, key: str) -> frozenset[str]:
    return frozenset(values.at(sibling(path, key), tuple) or ())


def names_are_unique(values: Values) -> Iterator[Problem]:
    taken = dict.fromkeys(CATALOGUE, "one of this library")
    for path, name in values.find("addons.custom[*].name", str):
        if name in taken:
            yield Problem(path, name, f"a name that no other addon has: {taken[name]} has it")
        taken.setdefault(name, "another of your own")


def charts_of_registries_have_one_digest(values: Values) -> Iterator[Problem]:
    for path, chart in values.find("addons.custom[*].chart", Chart):
        there = [values.at(f"{path}.{key}", str) for key in ("digest", "sha256")]
        if isinstance(chart.source, RegistryChart) and all(there) == any(there):
            found = "both digest and sha256" if all(there) else None
            yield Problem(f"{path}.digest", found, "one of digest, as `helm pull` prints it, and sha256 of the archive")


def needs_are_met(values: Values) -> Iterator[Problem]:
    addons = wanted(values)
    paths = {addon.name: addon.path for addon in addons}
    for unmet in unmet_requirements(addons, _existing(values)):
        yield Problem(paths[unmet.part], unmet.found, unmet.expected)


def zones_are_not_the_clusters(values: Values) -> Iterator[Problem]:
    for path, zones in values.find("addons.coredns.zones", dict):
        for _, domain in values.find("network.dnsDomain", str):
            if domain in zones:
                yield Problem(step_into(path, domain), domain, "a zone of your own: this one is the cluster's (network.dnsDomain)")


def artefacts_are_pinned(values: Values) -> Iterator[Problem]:
    for name, facts in CATALOGUE.items():
        for path, version in values.find(f"addons.{name}.version", str):
            for artefact in facts.urls:
                pin = f"{path.removesuffix('.version')}.{artefact}.sha256"
                if version not in facts.releases and not values.at(pin, str) and not values.is_wrong(pin):
                    known = ", ".join(facts.releases)
                    yield Problem(pin, None, f"the sha256 of the {artefact} of {version}; it is known here for {known}")


def versions_fit_kubernetes(values: Values) -> Iterator[Problem]:
    for name, facts in CATALOGUE.items():
        for path, version in values.find(f"addons.{name}.version", str):
            for _, kubernetes in values.find("kubernetesVersion", str):
                oldest, newest = facts.minors.get(minor_of(version.removeprefix("v")), ("", ""))
                number = numbers_of(minor_of(kubernetes))
                if oldest and (number < numbers_of(oldest) or (newest and number > numbers_of(newest))):
                    until = f"to {newest}" if newest else "and newer"
                    yield Problem(path, version, f"a version for Kubernetes {minor_of(kubernetes)}: this one is for {oldest} {until}")


def _existing(values: Values) -> frozenset[str]:
    return frozenset(capability for _, names in values.find("addons.existing", tuple) for capability in names)
