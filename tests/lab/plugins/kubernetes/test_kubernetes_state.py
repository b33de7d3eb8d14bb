"""What the state keeps, and what in it is secret."""

from lab.plugins.kubernetes.state import Wanted, api_version_in, manager_in, marked, opened, parsed
from lab.plugins.serving import Secret

GIVEN = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "a"}, "data": {"open": "1", "hidden": Secret("canary")}}
LIVE = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "a", "uid": "u"}, "data": {"open": "1", "hidden": "canary"}}


def wanted(given):
    return Wanted(opened(given), given, "pulumi-kubernetes-1234", "v1")


def test_a_state_is_read_back():
    state = wanted(GIVEN).state(LIVE)
    assert parsed(state) == (opened(GIVEN), LIVE)
    assert manager_in(state) == "pulumi-kubernetes-1234"
    assert api_version_in(state, "v2") == "v1"


def test_secrets_stay_secret_in_outputs_and_inputs():
    state = wanted(GIVEN).state(LIVE)
    assert state["data"] == {"open": "1", "hidden": Secret("canary")}
    assert state["__inputs"]["data"]["hidden"] == Secret("canary")


def test_all_data_of_a_secret_is_secret():
    assert marked({"kind": "Secret", "data": {"p": "Y2FuYXJ5"}, "type": "Opaque"}, {})["data"] == Secret({"p": "Y2FuYXJ5"})


def test_one_secret_in_a_list_makes_the_list_secret():
    assert marked({"args": ["--token", "canary"]}, {"args": ["--token", Secret("canary")]}) == {"args": Secret(["--token", "canary"])}


def test_a_secret_does_not_show_in_the_values_text():
    assert "canary" not in repr(wanted(GIVEN).state(LIVE)["data"])


def test_extension_fields_of_schemas_have_underscores_in_properties():
    given = {"schema": {"x_kubernetes_list_type": "set", "x-kubernetes-int-or-string": True}}
    obj = opened(given)
    assert obj == {"schema": {"x-kubernetes-list-type": "set", "x-kubernetes-int-or-string": True}}
    assert Wanted(obj, given, "m", "v1").state(obj)["schema"] == {"x_kubernetes_list_type": "set", "x_kubernetes_int_or_string": True}


def test_nulls_say_nothing():
    assert opened({"metadata": {"creationTimestamp": None, "name": "a"}}) == {"metadata": {"name": "a"}}
