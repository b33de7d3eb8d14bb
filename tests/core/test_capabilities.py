"""Needs and provisions: an order that meets them, and every reason why there is none."""

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.core.capabilities import in_order, unmet_requirements

NAMES = "abcdef"


@dataclass(frozen=True)
class Part:
    name: str
    needs: frozenset[str] = frozenset()
    provides: frozenset[str] = frozenset()


def part(name: str, needs: str = "", provides: str = "") -> Part:
    return Part(name, frozenset(needs.split()), frozenset(provides.split()))


def test_every_unmet_requirement_is_reported_at_once():
    wrong = unmet_requirements([part("a", "cni dns"), part("b", "", "cni"), part("c", "", "cni"), part("d", "x", "y"), part("e", "y", "x")])
    assert [str(one) for one in wrong] == [
        "c: provides cni, as b does, want only one of them",
        "a: needs dns, which nothing provides, want an addon that provides dns, or no a",
        "d: needs x and is needed by it, want no circle of needs",
        "e: needs y and is needed by it, want no circle of needs",
    ]


def test_what_is_given_from_elsewhere_is_not_missed():
    assert unmet_requirements([part("a", "cni")], frozenset({"cni"})) == []
    with pytest.raises(ValueError, match="a: needs cni"):
        in_order([part("a", "cni")])


@given(st.permutations(NAMES), st.data())
def test_whatever_the_needs_each_comes_after_its_provider(names: list[str], data: st.DataObject):
    """Every part needs some of those in front of it in a hidden order, so that there always is an order."""
    parts = [
        Part(name, frozenset(data.draw(st.sets(st.sampled_from(names[:index])) if index else st.just(set()))), frozenset({name}))
        for index, name in enumerate(names)
    ]
    there: set[str] = set()
    for placed in in_order(data.draw(st.permutations(parts))):
        assert placed.needs <= there
        there |= placed.provides
    assert there == set(NAMES)
