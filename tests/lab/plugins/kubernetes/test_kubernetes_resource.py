"""The life of an object, on a cluster in memory; what the official plugin does is held by the parity scenarios."""

import pytest

from lab.plugins.kubernetes import waiting, writes
from lab.plugins.kubernetes.connection import Unreachable
from lab.plugins.kubernetes.options import Options
from lab.plugins.kubernetes.resource import ObjectResource
from lab.plugins.kubernetes.session import Session
from lab.plugins.serving import UNKNOWN, Failure, InvalidInputs, PartialFailure, Secret
from tests.lab.plugins.kubernetes.fake_cluster import FakeCluster, call, refusal

INPUTS = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "cm", "namespace": "default"}, "data": {"a": "1"}}
DEPLOYMENT = {
    "apiVersion": "apps/v1",
    "kind": "Deployment",
    "metadata": {"name": "web", "namespace": "default"},
    "spec": {"replicas": 1, "selector": {"matchLabels": {"app": "web"}}},
}
DEPLOYMENT_TYPE = "kubernetes:apps/v1:Deployment"


class FakeSession(Session):
    """A session whose cluster is there already."""

    def __init__(self, cluster, **options):
        super().__init__(Options(**options))
        self._cluster = cluster


def resource(cluster, patch=False, **options):
    return ObjectResource(FakeSession(cluster, **options), patch)


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch):
    monkeypatch.setattr(writes, "_PAUSES", (0.0, 0.0))
    monkeypatch.setattr(waiting, "_FIRST_PAUSE", 0.01)


def test_an_object_is_posted_in_the_creators_name_and_its_state_names_a_manager_of_its_own():
    cluster = FakeCluster()
    made = resource(cluster).create(call(), INPUTS)
    assert made.id == "default/cm"
    assert cluster.asked == [("create", "default/cm", "pulumi-kubernetes", False)]
    assert made.state["__fieldManager"].startswith("pulumi-kubernetes-")


def test_a_preview_is_a_dry_run():
    cluster = FakeCluster()
    assert resource(cluster).create(call(preview=True), INPUTS).id == ""
    assert cluster.asked == [("create", "default/cm", "pulumi-kubernetes", True)]
    assert not cluster.kept


@pytest.mark.parametrize("error", [refusal(404, "NotFound"), refusal(409, "AlreadyExists"), refusal(403, "Forbidden")])
def test_a_preview_shows_the_inputs_where_the_server_cannot_tell_yet(error):
    cluster = FakeCluster()
    cluster.refuse["create"] = [error]
    assert resource(cluster).create(call(preview=True), INPUTS).state == INPUTS


def test_a_preview_shows_the_inputs_of_a_kind_without_definition_and_of_unknowns():
    cluster = FakeCluster()
    assert resource(cluster).create(call(preview=True), {**INPUTS, "data": UNKNOWN}).state["data"] is UNKNOWN
    cluster.unknown_kinds = {"ConfigMap"}
    assert resource(cluster).create(call(preview=True), INPUTS).state == INPUTS


def test_an_object_that_the_server_refuses_fails_the_preview():
    cluster = FakeCluster()
    cluster.refuse["create"] = [refusal(422, "Invalid", "spec.replicas: Invalid value: -1")]
    with pytest.raises(Failure, match="Invalid value: -1"):
        resource(cluster).create(call(preview=True), INPUTS)


def test_a_namespace_that_is_just_being_made_is_waited_for():
    cluster = FakeCluster()
    cluster.refuse["create"] = [refusal(404, "NotFound")]
    assert resource(cluster).create(call(), INPUTS).id == "default/cm"
    assert cluster.verbs() == ["create", "create"]


def test_what_exists_is_an_error_unless_the_provider_takes_over():
    there = {**INPUTS, "data": {"a": "0"}}
    with pytest.raises(Failure):
        resource(FakeCluster(there)).create(call(), INPUTS)
    cluster = FakeCluster(there)
    resource(cluster, upsert_existing_objects=True).create(call(), INPUTS)
    assert cluster.verbs() == ["apply"]


def test_a_conflict_names_the_field_and_the_manager_and_the_way_out():
    cluster = FakeCluster(INPUTS)
    cluster.refuse["apply"] = [refusal(409, "Conflict", 'conflict with "kubectl": .data.a', ['.data.a: conflict with "kubectl"'])]
    state = resource(FakeCluster()).create(call(), INPUTS).state
    with pytest.raises(PartialFailure) as caught:
        resource(cluster).update(call(), "default/cm", state, INPUTS, {**INPUTS, "data": {"a": "2"}})
    assert 'conflict with "kubectl": .data.a' in str(caught.value)
    assert "pulumi.com/patchForce" in str(caught.value)
    assert caught.value.state["data"] == {"a": "1"}


def test_a_patch_resource_applies_and_gives_its_fields_up():
    node = {"apiVersion": "v1", "kind": "Node", "metadata": {"name": "k1"}}
    patch, inputs = {**node, "metadata": {"name": "k1", "labels": {"a": "1"}}}, {}
    inputs.update(patch)
    cluster = FakeCluster(node)
    patches = resource(cluster, patch=True)
    here = call(type_="kubernetes:core/v1:NodePatch")
    made = patches.create(here, inputs)
    patches.delete(here, made.id, made.state)
    manager = made.state["__fieldManager"]
    assert cluster.asked == [("apply", "k1", manager, False, False), ("apply", "k1", manager, False, False)]
    assert cluster.kept


def test_an_object_without_a_name_gets_one_and_keeps_it():
    objects = resource(FakeCluster())
    unnamed = {**INPUTS, "metadata": {}}
    first = objects.check(call("cfg"), {}, unnamed)
    assert first["metadata"]["name"].startswith("cfg-")
    assert objects.check(call("cfg"), first, unnamed) == first


def test_a_patch_needs_a_name():
    with pytest.raises(InvalidInputs, match=r"metadata\.name"):
        resource(FakeCluster(), patch=True).check(call(), {}, {**INPUTS, "metadata": {}})


def test_the_providers_namespace_is_for_objects_that_live_in_one():
    objects = resource(FakeCluster(), namespace="apps")
    assert objects.check(call(), {}, {**INPUTS, "metadata": {"name": "a"}})["metadata"]["namespace"] == "apps"
    node = {"apiVersion": "v1", "kind": "Node", "metadata": {"name": "a"}}
    assert "namespace" not in objects.check(call(), {}, node)["metadata"]


def test_a_diff_needs_no_cluster():
    state = resource(FakeCluster()).create(call(), INPUTS).state
    unused = resource(None)
    assert not unused.diff(call(), state, INPUTS, INPUTS).changes
    assert unused.diff(call(), state, INPUTS, {**INPUTS, "data": {"a": "2"}}).changes


def test_a_rollout_that_hangs_keeps_the_object_and_says_why():
    waits = {"containerStatuses": [{"name": "c", "state": {"waiting": {"reason": "ImagePullBackOff", "message": "not found"}}}]}
    cluster = FakeCluster()
    cluster.lists = {
        "Pod": [{"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "web-1", "namespace": "default", "uid": "p"}, "status": waits}],
        "Event": [{"reason": "Failed", "message": "Error: ImagePullBackOff", "count": 3}],
    }
    with pytest.raises(PartialFailure) as caught:
        resource(cluster).create(call("web", DEPLOYMENT_TYPE, timeout=0.05), DEPLOYMENT)
    text = str(caught.value)
    assert caught.value.resource_id == "default/web"
    assert "not ready after" in text
    assert "pod web-1, container c: ImagePullBackOff: not found" in text
    assert "Error: ImagePullBackOff (3 times)" in text


def test_what_a_container_left_when_it_ended_is_shown():
    ended = {
        "containerStatuses": [{"name": "c", "state": {"terminated": {"reason": "Error", "exitCode": 2, "message": "panic: no such file"}}}]
    }
    cluster = FakeCluster()
    pod = {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "p", "namespace": "default"}, "status": {**ended, "phase": "Failed"}}
    cluster.lists = {"Pod": [pod]}
    with pytest.raises(PartialFailure, match="panic: no such file"):
        resource(cluster).create(call("web", DEPLOYMENT_TYPE, timeout=0.02), DEPLOYMENT)


def test_an_object_whose_readiness_cannot_be_asked_for_stays_in_the_state():
    def objects(*_, **__):
        raise Unreachable("gone")

    cluster = FakeCluster()
    cluster.objects = objects
    service = {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "s", "namespace": "default"}, "spec": {"selector": {"a": "b"}}}
    with pytest.raises(PartialFailure, match="does not answer") as caught:
        resource(cluster).create(call("s", "kubernetes:core/v1:Service", timeout=0.02), service)
    assert caught.value.resource_id == "default/s"


def test_skip_await_returns_at_once():
    skipping = {**DEPLOYMENT, "metadata": {**DEPLOYMENT["metadata"], "annotations": {"pulumi.com/skipAwait": "true"}}}
    assert resource(FakeCluster()).create(call("web", DEPLOYMENT_TYPE), skipping).id == "default/web"


def test_a_refresh_reads_the_program_fields_and_keeps_secrets():
    secret = {**INPUTS, "data": {"a": Secret("1")}}
    live = {**INPUTS, "data": {"a": "2", "theirs": "x"}}
    found = resource(FakeCluster(live)).read(call(), "default/cm", {}, secret)
    assert found.inputs["data"] == {"a": Secret("2")}
    assert found.state["data"] == {"a": Secret("2"), "theirs": "x"}


def test_a_refresh_of_what_is_gone_finds_nothing():
    assert resource(FakeCluster()).read(call(), "default/cm", {}, INPUTS) is None


def test_an_import_takes_all_but_the_servers_own():
    live = {**INPUTS, "metadata": {**INPUTS["metadata"], "uid": "u", "resourceVersion": "1"}, "status": {}}
    assert resource(FakeCluster(live)).read(call(), "default/cm", {}, {}).inputs == INPUTS


def test_deleting_waits_until_it_is_gone_and_what_is_gone_already_is_fine():
    cluster = FakeCluster()
    objects = resource(cluster)
    made = objects.create(call(), INPUTS)
    objects.delete(call(), made.id, made.state)
    assert cluster.asked[-2:] == [("delete", "default/cm", "Foreground"), ("get", "default/cm")]
    cluster.refuse["delete"] = [refusal(404, "NotFound")]
    objects.delete(call(), made.id, made.state)


def test_deleting_what_a_finalizer_holds_names_it():
    cluster = FakeCluster()
    objects = resource(cluster)
    made = objects.create(call(), INPUTS)
    (live,) = cluster.kept.values()
    live["metadata"]["finalizers"] = ["example.com/held"]
    cluster.delete = lambda obj, propagation: None
    with pytest.raises(PartialFailure, match=r"example\.com/held"):
        objects.delete(call(timeout=0.02), made.id, made.state)
