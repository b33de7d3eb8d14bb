"""The first preview: nothing that a plugin makes is known, and still everything is listed and readable."""

import pytest

from components import Secrets
from components.core.config.model import ClusterSpec
from tests.components.graph import UNKNOWN, Graph, Secret, bare_cluster, build, of_cluster


@pytest.fixture
def preview(small: ClusterSpec) -> Graph:
    return build(lambda: bare_cluster(small, Secrets()), preview=True)


def test_it_lists_what_the_first_up_will_make(preview: Graph, small: ClusterSpec):
    assert preview.names() == of_cluster(small).names()


def test_inputs_without_secrets_are_known(preview: Graph):
    for step in preview.steps():
        if not step.name.endswith(("-join", "-renewal")):
            node = "cp-1" if step.name in {"etcd-membership", "drain-settings"} else step.name.rpartition("-")[0]
            told = "SERVER=10.96.0.10\n" if step.name == "dns-ready" else f"NODE={node}\n"
            assert told in step.inputs["stdin"]


def test_the_input_of_a_join_is_unknown_until_there_is_a_ca(preview: Graph):
    for name in preview.names("join"):
        assert preview[name].inputs["stdin"] in (UNKNOWN, Secret(UNKNOWN))


def test_no_text_was_made_of_something_unknown(preview: Graph):
    for resource in preview.all:
        assert "Calling __str__" not in str(resource.inputs)


def test_addons_are_listed_object_by_object(preview: Graph):
    assert {resource.name for resource in preview.of_type("kubernetes:")} == {
        "flannel/Namespace/kube-flannel",
        "flannel/ConfigMap/kube-flannel/kube-flannel-cfg",
        "flannel/ClusterRole/flannel",
        "flannel/DaemonSet/kube-flannel/kube-flannel-ds",
    }
