"""Diffs name what changed by the paths that the engine shows."""

from lab.plugins.serving import UNKNOWN, Asset, Change, Kind, Secret, changes
from lab.plugins.serving.differences import head


def kinds(old, new):
    return {path: change.kind.name for path, change in changes(old, new).changes.items()}


def test_paths_and_kinds():
    old = {"same": 1, "gone": 1, "nested": {"a": 1, "b.c": 1}, "list": [1, 2]}
    new = {"same": 1, "came": 1, "nested": {"a": 2, "b.c": 2}, "list": [1, 3, 4]}
    assert kinds(old, new) == {
        "came": "ADD",
        "gone": "DELETE",
        "nested.a": "UPDATE",
        'nested["b.c"]': "UPDATE",
        "list[1]": "UPDATE",
        "list[2]": "ADD",
    }


def test_a_secret_is_compared_as_a_whole():
    assert kinds({"connection": Secret({"port": 22})}, {"connection": Secret({"port": 23})}) == {"connection": "UPDATE"}
    assert kinds({"text": "a"}, {"text": Secret("a")}) == {"text": "UPDATE"}


def test_what_is_not_known_yet_counts_as_changed():
    assert kinds({"a": "x", "b": Secret("x")}, {"a": UNKNOWN, "b": Secret(UNKNOWN)}) == {"a": "UPDATE", "b": "UPDATE"}


def test_files_are_compared_by_content():
    assert kinds({"source": Asset("1", path="a")}, {"source": Asset("1", path="b")}) == {}
    assert kinds({"source": Asset("1", path="a")}, {"source": Asset("2", path="a")}) == {"source": "UPDATE"}


def test_true_is_not_one():
    assert kinds({"flag": True}, {"flag": 1}) == {"flag": "UPDATE"}


def test_properties_of_the_engine_are_left_out():
    assert kinds({"__defaults": []}, {"__defaults": ["a"]}) == {}


def test_a_reason_to_replace():
    diff = changes({"triggers": [1], "create": "a"}, {"create": "b"}).replacing(lambda path: path == "triggers")
    assert diff.changes["triggers"] == Change(Kind.DELETE, replaces=True)
    assert (diff.heads(), diff.heads(replacing=True)) == (["create", "triggers"], ["triggers"])


def test_head_of_a_path():
    assert [head(path) for path in ("a", "a.b", "a[0].b", '["a.b"].c')] == ["a", "a", "a", "a.b"]
