"""What a changed manifest means: paths, kinds, replacement and its order."""

import pytest

from lab.plugins.kubernetes.difference import object_diff, path_text
from lab.plugins.kubernetes.replacement import replaces, replacing_fields
from lab.plugins.serving import UNKNOWN, Kind

POD = {
    "apiVersion": "v1",
    "kind": "Pod",
    "metadata": {"name": "p", "namespace": "default"},
    "spec": {"containers": [{"name": "c", "image": "a"}]},
}


def config_map(name="cm", namespace="default", annotations=None, **data):
    metadata = {"name": name, **({"namespace": namespace} if namespace else {}), **({"annotations": annotations} if annotations else {})}
    return {"apiVersion": "v1", "kind": "ConfigMap", "metadata": metadata, "data": data}


def fields(obj, patch=False, config_map_mutable=False, secret_mutable=False):
    return replacing_fields(obj, patch=patch, config_map_mutable=config_map_mutable, secret_mutable=secret_mutable)


def diff(old, new, live=None, **switches):
    return object_diff(live or old, old, new, fields(new, **switches))


def test_nothing_changed():
    assert not diff(config_map(a="1"), config_map(a="1")).changes


def test_each_change_has_its_path_and_kind():
    found = diff(config_map(a="1", b="1"), config_map(a="2", c="3"), config_map_mutable=True).changes
    assert {path: change.kind for path, change in found.items()} == {"data.a": Kind.UPDATE, "data.b": Kind.DELETE, "data.c": Kind.ADD}
    assert found["data.b"].from_inputs


def test_a_config_map_is_replaced_and_deleted_first_when_its_name_stays():
    found = diff(config_map(a="1"), config_map(a="2"))
    assert found.heads(replacing=True) == ["data.a"]
    assert found.delete_before_replace


def test_a_mutable_config_map_is_updated():
    found = diff(config_map(a="1"), config_map(a="2"), config_map_mutable=True)
    assert found.changes
    assert not found.heads(replacing=True)
    assert not found.delete_before_replace


def test_an_immutable_config_map_is_replaced_even_so():
    old, new = ({**config_map(a=value), "immutable": True} for value in "12")
    assert diff(old, new, config_map_mutable=True).heads(replacing=True) == ["data.a"]


def test_another_name_or_namespace_is_another_object_made_first():
    for new in (config_map(name="two", a="1"), config_map(namespace="other", a="1")):
        found = diff(config_map(a="1"), new)
        assert found.heads(replacing=True)
        assert not found.delete_before_replace


def test_a_name_that_was_chosen_for_the_user_lets_the_new_object_come_first():
    autonamed = {"pulumi.com/autonamed": "true"}
    found = diff(config_map(annotations=autonamed, a="1"), config_map(annotations=autonamed, a="2"))
    assert found.heads(replacing=True) == ["data.a"]
    assert not found.delete_before_replace


def test_no_namespace_is_the_default_one():
    assert not diff(config_map(namespace=None, a="1"), config_map(namespace=None, a="1"), live=config_map(a="1")).changes


def test_a_patch_resource_is_replaced_only_for_another_object():
    old, new = ({"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "s"}, "type": kind} for kind in ("a", "b"))
    assert diff(old, new).heads(replacing=True) == ["type"]
    assert not diff(old, new, patch=True).heads(replacing=True)


def test_a_value_that_is_not_known_yet_is_a_change():
    assert diff(config_map(a="1"), config_map(a=UNKNOWN)).changes["data.a"].kind is Kind.UPDATE


def test_true_is_not_one():
    old, new = ({**config_map(), "immutable": value} for value in (1, True))
    assert "immutable" in diff(old, new).changes


def test_ignored_paths_are_left_out_with_what_is_below_them():
    found = diff(config_map(a="1", b="1"), config_map(a="2", b="2"))
    assert set(found.without(("data.a",)).changes) == {"data.b"}
    assert not found.without(("data",)).changes


def test_containers_of_a_pod_are_compared_one_by_one():
    new = {**POD, "spec": {"containers": [{"name": "c", "image": "b"}, {"name": "d", "image": "b"}]}}
    found = diff(POD, new)
    assert found.heads(replacing=True) == ["spec.containers[0].image", "spec.containers[1]"]


@pytest.mark.parametrize(
    ("path", "value", "expected"),
    [
        (("spec", "selector", "matchLabels", "app"), "x", True),
        (("spec",), {"selector": {}}, True),
        (("spec",), {"replicas": 1}, False),
        (("spec", "replicas"), 1, False),
        (("metadata", "labels"), {"name": "x"}, False),
    ],
)
def test_a_field_is_touched_from_above_and_below(path, value, expected):
    deployment = {"apiVersion": "apps/v1", "kind": "Deployment"}
    assert replaces(fields(deployment), path, value) is expected


def test_paths_quote_what_would_be_read_wrongly():
    assert path_text(("metadata", "labels", "a.b/c", 0, "d")) == 'metadata.labels["a.b/c"][0].d'
