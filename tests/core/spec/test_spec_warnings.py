"""What is allowed and still worth a word."""

from datetime import date

import pytest

from components.core.spec.parse import parse
from components.core.spec.warnings import warnings
from tests.core.spec.documents import changed, full, small

TODAY = date(2026, 11, 21)


def said(document: dict, today: date = TODAY) -> list[str]:
    return [str(problem) for problem in warnings(parse(document), today)]


def test_nothing_is_said_of_an_ordinary_cluster():
    assert said(full()) == []


@pytest.mark.parametrize(
    ("version", "today", "warned"),
    [
        ("1.33.0", TODAY, True),
        ("1.34.11", TODAY, True),
        ("1.34.11", date(2026, 10, 27), False),
        ("1.35.4", TODAY, False),
        ("1.35.4", date(2027, 3, 1), True),
        ("1.37.0", TODAY, False),
    ],
)
def test_a_version_past_its_end_of_life_is_named_with_those_that_are_not(version: str, today: date, warned: bool):
    document = changed(full(), ("kubernetesVersion",), version)
    document["kubeadm"]["featureGates"] = {}
    found = said(document, today)
    assert bool(found) == warned
    if warned:
        assert "want a supported minor: 1.3" in found[0]


def test_a_library_older_than_every_end_of_life_says_so():
    assert "a newer release of this library" in said(full(), date(2040, 1, 1))[0]


@pytest.mark.parametrize(
    ("path", "value", "says"),
    [
        (("addons",), {}, "nodes stay NotReady"),
        (("kubeadm", "ignorePreflightErrors"), ["All"], "hides what will fail later"),
        (("kubeProxy",), {"mode": "ipvs"}, "deprecated since 1.35"),
    ],
)
def test_an_unwise_choice_is_named(path: tuple, value: object, says: str):
    (found,) = said(changed(full(), path, value))
    assert says in found


def test_pods_without_a_place_and_an_unexpected_key_of_the_official_repository():
    without_place, key = sorted(said(small()), reverse=True)
    assert "ordinary pods have no node" in without_place
    assert "DE15B14486CD377B9E876E1A234654DA9A296436" in key
