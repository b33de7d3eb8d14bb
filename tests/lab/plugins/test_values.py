"""Property values survive the way to the engine and back."""

import pytest

from lab.plugins.serving import UNKNOWN, Archive, Asset, Secret, has_unknown, marked_like, plain
from lab.plugins.serving.values import from_struct, to_struct


@pytest.mark.parametrize(
    "value",
    [
        None,
        True,
        0,
        -3,
        1.5,
        "",
        "text",
        [],
        {},
        [1, ["a", None], {"b": False}],
        Secret("hidden"),
        Secret({"key": Secret("inner"), "list": [UNKNOWN]}),
        UNKNOWN,
        Asset("0a", text="hello"),
        Archive("0b", path="folder"),
    ],
)
def test_round_trip(value):
    assert from_struct(to_struct({"property": value})) == {"property": value}


def test_whole_numbers_are_integers():
    assert repr(from_struct(to_struct({"port": 22.0}))) == "{'port': 22}"


def test_a_secret_does_not_show_itself():
    assert "hidden" not in repr(Secret("hidden"))


def test_plain_opens_nested_secrets():
    assert plain(Secret({"a": [Secret(1), 2]})) == {"a": [1, 2]}


def test_unknown_is_found_in_depth():
    assert has_unknown({"a": Secret([{"b": UNKNOWN}])})
    assert not has_unknown({"a": Secret([{"b": None}])})


def test_marks_follow_the_model():
    model = {"data": Secret({"a": "1"}), "list": [Secret("x")]}
    assert marked_like({"data": {"a": "2"}, "list": ["y", "z"], "kind": "k"}, model) == {
        "data": Secret({"a": "2"}),
        "list": [Secret("y"), "z"],
        "kind": "k",
    }


def test_what_is_no_property_value_is_refused():
    with pytest.raises(TypeError, match="a set is no property value"):
        to_struct({"bad": {1, 2}})
