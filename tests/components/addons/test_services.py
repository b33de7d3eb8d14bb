"""MetalLB and the Gateway: whom they announce and listen for."""

from collections.abc import Callable
from dataclasses import replace

import pytest
import yaml

from components.addons import Addon
from components.core.config.addons import CATALOGUE
from components.core.config.model import ClusterSpec, WorkerPool
from tests.components.addons.making import container, found, made, rendered
from tests.core.samples import SMALL
from tests.golden_files import Golden

METALLB = b"""\
apiVersion: v1
kind: Namespace
metadata: {name: metallb-system}
---
apiVersion: apps/v1
kind: DaemonSet
metadata: {name: speaker, namespace: metallb-system}
spec:
  template:
    metadata: {labels: {app: metallb}}
    spec:
      containers:
        - {name: speaker, image: "quay.io/metallb/speaker:v0.15.3", args: [--port=7472]}
"""
RANGES = ["10.0.0.200-10.0.0.220", "10.0.1.1-10.0.1.9"]


def metallb(change: Callable[[ClusterSpec], ClusterSpec] = lambda spec: spec) -> Addon:
    return made("metallb", {"manifest": METALLB}, change, ranges=RANGES)


def definition(name: str) -> bytes:
    names = {"kind": "CustomResourceDefinition", "metadata": {"name": f"{name}.gateway.networking.k8s.io"}}
    return yaml.safe_dump({"apiVersion": "apiextensions.k8s.io/v1", **names}).encode()


def gateway(**settings) -> Addon:
    return made("gateway", {name: definition(name) for name in CATALOGUE["gateway"].urls}, **settings)


def test_these_objects_are_applied(golden: Golden):
    golden.check("addons/gateway", rendered(gateway(nodePort=30080)))
    golden.check("addons/metallb", rendered(metallb()))


def test_https_comes_with_a_certificate():
    addon = gateway(tlsSecret="web")
    assert [(each["name"], each["port"], each["protocol"]) for each in found(addon, "Gateway")["spec"]["listeners"]] == [
        ("http", 80, "HTTP"),
        ("https", 443, "HTTPS"),
    ]
    assert found(addon, "Gateway")["spec"]["listeners"][1]["tls"]["certificateRefs"] == [{"name": "web"}]
    assert "annotations" not in found(addon, "Gateway")["metadata"], "an `up` that waits for a Secret that it has to make way for"
    assert [port["port"] for port in found(addon, "Service")["spec"]["ports"]] == [80, 443]


def test_headlamp_is_routed_to_where_it_has_a_name(golden: Golden):
    golden.check("addons/headlamp", rendered(made("headlamp", hostname="headlamp.example.com")))
    kinds = {each["kind"] for each in made("headlamp").objects}
    assert "HTTPRoute" not in kinds


def test_the_account_of_headlamp_itself_may_do_nothing():
    """Whoever breaks into the page has no more than what its visitors bring."""
    addon = made("headlamp")
    assert found(addon, "Deployment")["spec"]["template"]["spec"]["serviceAccountName"] == "headlamp"
    assert found(addon, "ClusterRoleBinding")["subjects"] == [
        {"kind": "ServiceAccount", "name": "headlamp-viewer", "namespace": "headlamp"}
    ]
    assert found(addon, "ClusterRoleBinding")["roleRef"]["name"] == "view"


def test_definitions_come_first_and_what_they_define_last():
    first, *_, last = gateway().waves()
    assert {each["kind"] for each in first} == {"CustomResourceDefinition", "Namespace"}
    assert {each["kind"] for each in last} == {"GatewayClass", "Gateway"}
    assert {each["kind"] for each in metallb().waves()[3]} == {
        "IPAddressPool",
        "L2Advertisement",
    }


def test_a_listener_is_found_by_the_port_that_traefik_listens_on():
    addon = gateway()
    [listener] = found(addon, "Gateway")["spec"]["listeners"]
    assert f"--entryPoints.http.address=:{listener['port']}" in container(addon)["args"]


@pytest.mark.parametrize(("pools", "announce"), [((), True), (SMALL.worker_pools, False)], ids=["no workers", "workers"])
def test_without_workers_control_planes_announce(pools: tuple[WorkerPool, ...], announce: bool):
    """kubeadm excludes them from load balancing, so without this nobody would answer for an address."""
    addon = metallb(lambda spec: replace(spec, worker_pools=pools))
    assert ("--ignore-exclude-lb" in container(addon, "DaemonSet")["args"]) is announce
