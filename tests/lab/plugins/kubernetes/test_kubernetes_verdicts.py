"""When an object is ready."""

import pytest

from lab.plugins.kubernetes.custom_conditions import custom_verdict
from lab.plugins.kubernetes.verdicts import verdict
from lab.plugins.serving import Failure


def workload(kind, spec, generation=2, **status):
    return {"apiVersion": "apps/v1", "kind": kind, "metadata": {"generation": generation}, "spec": spec, "status": status}


def conditions(**given):
    return [{"type": name, "status": status} for name, status in given.items()]


ROLLED_OUT = {"observedGeneration": 2, "replicas": 3, "updatedReplicas": 3, "availableReplicas": 3}
ON_EVERY_NODE = {"observedGeneration": 2, "desiredNumberScheduled": 3, "updatedNumberScheduled": 3, "numberAvailable": 3}


@pytest.mark.parametrize(
    ("status", "ready"),
    [
        ({}, True),
        ({"observedGeneration": 1}, False),
        ({"updatedReplicas": 2}, False),
        ({"replicas": 4}, False),
        ({"availableReplicas": 2}, False),
    ],
)
def test_a_deployment_is_ready_when_rolled_out(status, ready):
    assert verdict(workload("Deployment", {"replicas": 3}, **ROLLED_OUT | status)).ready is ready


def test_a_deployment_without_progress_has_failed():
    stuck = {"type": "Progressing", "status": "False", "reason": "ProgressDeadlineExceeded", "message": "timed out"}
    found = verdict(workload("Deployment", {"replicas": 1}, observedGeneration=2, conditions=[stuck]))
    assert found.failed
    assert "timed out" in found.message


@pytest.mark.parametrize(
    ("status", "ready"),
    [({}, True), ({"observedGeneration": 1}, False), ({"updatedNumberScheduled": 2}, False), ({"numberAvailable": 2}, False)],
)
def test_a_daemon_set_is_ready_on_every_node(status, ready):
    assert verdict(workload("DaemonSet", {}, **ON_EVERY_NODE | status)).ready is ready


@pytest.mark.parametrize(
    ("spec", "status", "ready"),
    [
        ({"replicas": 2}, {"readyReplicas": 2, "updatedReplicas": 2}, True),
        ({"replicas": 2}, {"readyReplicas": 1, "updatedReplicas": 2}, False),
        ({"replicas": 2}, {"readyReplicas": 2, "updatedReplicas": 1}, False),
        ({"replicas": 2, "updateStrategy": {"rollingUpdate": {"partition": 1}}}, {"readyReplicas": 2, "updatedReplicas": 1}, True),
    ],
)
def test_a_stateful_set_is_ready_when_updated_down_to_its_partition(spec, status, ready):
    assert verdict(workload("StatefulSet", spec, observedGeneration=2, **status)).ready is ready


@pytest.mark.parametrize(
    ("kind", "api_version", "rest", "ready", "failed"),
    [
        ("Job", "batch/v1", {"status": {"conditions": conditions(Complete="True")}}, True, False),
        ("Job", "batch/v1", {"status": {"active": 1}}, False, False),
        ("Job", "batch/v1", {"status": {"conditions": conditions(Failed="True")}}, False, True),
        ("Job", "batch/v1", {"spec": {"suspend": True}}, True, False),
        ("Pod", "v1", {"status": {"phase": "Running", "conditions": conditions(Ready="True")}}, True, False),
        ("Pod", "v1", {"status": {"phase": "Running", "conditions": conditions(Ready="False")}}, False, False),
        ("Pod", "v1", {"status": {"phase": "Succeeded"}}, True, False),
        ("Pod", "v1", {"status": {"phase": "Failed"}}, False, True),
        ("Service", "v1", {"spec": {"type": "LoadBalancer"}}, False, False),
        ("Service", "v1", {"spec": {"type": "ClusterIP"}}, True, False),
        ("PersistentVolumeClaim", "v1", {"status": {"phase": "Bound"}}, True, False),
        ("PersistentVolumeClaim", "v1", {"status": {"phase": "Pending"}}, False, False),
        ("Secret", "v1", {"type": "kubernetes.io/service-account-token"}, False, False),
        ("Secret", "v1", {"type": "Opaque"}, True, False),
        ("CustomResourceDefinition", "apiextensions.k8s.io/v1", {"status": {"conditions": conditions(Established="True")}}, True, False),
        ("CustomResourceDefinition", "apiextensions.k8s.io/v1", {"status": {"conditions": conditions(NamesAccepted="False")}}, False, True),
        ("Widget", "parity.dev/v1", {}, True, False),
    ],
)
def test_each_kind_has_its_rule(kind, api_version, rest, ready, failed):
    found = verdict({"apiVersion": api_version, "kind": kind, "metadata": {}, **rest})
    assert (found.ready, found.failed) == (ready, failed)


@pytest.mark.parametrize(
    ("annotation", "ready"),
    [
        ("condition=Synced", True),
        ("condition=Synced=False", False),
        ("condition=Other", False),
        ("jsonpath={.status.phase}=Running", True),
        ("jsonpath={.status.phase}", True),
        ("jsonpath={.status.other}", False),
        ('["condition=Synced", "jsonpath={.status.phase}=Gone"]', False),
    ],
)
def test_an_annotation_can_say_what_to_wait_for(annotation, ready):
    live = {"status": {"phase": "Running", "conditions": conditions(Synced="True")}}
    assert custom_verdict(annotation, live).ready is ready


def test_an_expression_outside_the_subset_is_refused():
    with pytest.raises(Failure, match="jsonpath"):
        custom_verdict("jsonpath={.items[*].x}=1", {})
