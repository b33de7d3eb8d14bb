"""Two ways to write the same thing are one."""

import pytest

from lab.plugins.kubernetes.normal import normalised, pruned
from lab.plugins.kubernetes.quantities import canonical
from lab.plugins.serving import UNKNOWN


@pytest.mark.parametrize(
    ("given", "stored"),
    [
        ("0.5", "500m"),
        ("1000m", "1"),
        ("1500m", "1500m"),
        (1, "1"),
        (0.5, "500m"),
        ("1024Mi", "1Gi"),
        ("1.5Gi", "1536Mi"),
        ("1000Ki", "1000Ki"),
        ("0.5Ki", "512"),
        ("1000", "1k"),
        ("0", "0"),
        ("100m", "100m"),
        ("50Mi", "50Mi"),
        ("lots", "lots"),
        (True, True),
    ],
)
def test_quantities_are_written_as_the_api_server_stores_them(given, stored):
    assert canonical(given) == stored


def test_string_data_of_a_secret_becomes_data():
    secret = {"apiVersion": "v1", "kind": "Secret", "metadata": {}, "data": {"a": "YQ==\n", "b": "Yg=="}, "stringData": {"b": "canary"}}
    assert normalised(secret) == {"apiVersion": "v1", "kind": "Secret", "metadata": {}, "data": {"a": "YQ==", "b": "Y2FuYXJ5"}}


def test_what_only_the_server_sets_is_dropped():
    obj = {
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": {"name": "a", "creationTimestamp": None, "uid": "x", "resourceVersion": "1"},
    }
    assert normalised(obj)["metadata"] == {"name": "a"}


def test_a_definition_loses_its_status():
    definition = {
        "apiVersion": "apiextensions.k8s.io/v1",
        "kind": "CustomResourceDefinition",
        "spec": {"preserveUnknownFields": False},
        "status": {},
    }
    assert normalised(definition) == {"apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition", "spec": {}}


def test_resources_of_containers_are_quantities_and_labels_are_not():
    container = {"resources": {"requests": {"cpu": "0.1"}, "claims": []}, "env": [{"name": "N", "value": "1000m"}]}
    deployment = {"apiVersion": "apps/v1", "kind": "Deployment", "spec": {"template": {"spec": {"containers": [container]}}}}
    (found,) = normalised(deployment)["spec"]["template"]["spec"]["containers"]
    assert found == {"resources": {"requests": {"cpu": "100m"}, "claims": []}, "env": [{"name": "N", "value": "1000m"}]}


def test_an_object_with_unknowns_stays_as_it_is():
    secret = {"apiVersion": "v1", "kind": "Secret", "metadata": {}, "stringData": {"a": UNKNOWN}}
    assert normalised(secret) == secret


def test_pruning_keeps_what_the_program_sets():
    live = {"spec": {"replicas": 2, "paused": False, "ports": [{"port": 1, "protocol": "TCP"}, {"port": 2}]}, "status": {}}
    assert pruned(live, {"spec": {"replicas": 1, "ports": [{"port": 1}]}, "other": 1}) == {"spec": {"replicas": 2, "ports": [{"port": 1}]}}
