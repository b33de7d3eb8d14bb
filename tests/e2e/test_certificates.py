"""The certificates that kubeadm makes live a year: an `up` in their last 90 days renews them, and the API goes on meanwhile."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from lab.settings import Settings
from tests.e2e.clusters import cluster, host
from tests.e2e.hosts import LabHost
from tests.e2e.stack import Stack
from tests.instruments import api

HOSTS = 1
MINUTES = 2
SHORTEN = """
cd /etc/pulumi-kubeadm
{ cat phases.yaml; echo ---; cat cluster.yaml; echo 'certificateValidityPeriod: 240h'; } >/run/short.yaml
kubeadm certs renew all --config /run/short.yaml >/dev/null
"""
ENDS = "kubeadm certs check-expiration -o json 2>/dev/null"
CONTAINER = "crictl ps --quiet --label io.kubernetes.container.name={}"
COMPONENTS = ("etcd", "kube-apiserver", "kube-controller-manager", "kube-scheduler")
CLOCK = "etcd-client-cert"


def days_left(first: LabHost) -> dict[str, int]:
    """The days of each certificate of kubeadm that is there."""
    found = json.loads(first.run(ENDS))["certificates"]
    ends = {each["name"]: datetime.fromisoformat(each["expirationDate"]) for each in found if not each["missing"]}
    return {name: (end - datetime.now(UTC)) // timedelta(days=1) for name, end in ends.items()}


def containers(first: LabHost) -> dict[str, str]:
    """What runs of the control plane, by component."""
    return {component: first.run(CONTAINER.format(component)).strip() for component in COMPONENTS}


@pytest.fixture(scope="module")
def built(stack: Stack, settings: Settings, hosts: dict[int, LabHost]) -> Stack:
    """A control plane alone, whose certificates end in ten days."""
    stack.write(cluster(settings, (), workerPools=[], controlPlane={"hosts": [host(settings, 1, "cp-1")], "schedulable": True}))
    stack.up().ok()
    hosts[1].run(SHORTEN)
    return stack


@pytest.fixture(scope="module")
def clock(built: Stack) -> str:
    """The URN of the certificate that `up` renews in its last 90 days, which is the time for all others."""
    resources = json.loads(built.state())["checkpoint"]["latest"]["resources"]
    [urn] = [each["urn"] for each in resources if each["urn"].endswith(f"::{CLOCK}")]
    return str(urn)


def test_a_preview_says_on_which_hosts(built: Stack, hosts: dict[int, LabHost], clock: str):
    assert max(days_left(hosts[1]).values()) < 10
    planned = {step.name: step.op for step in built.preview("--replace", clock) if step.op in ("update", "replace")}
    assert planned == {CLOCK: "replace", "cp-1-renewal": "update"}


def test_all_live_for_a_year_again_and_the_api_goes_on(built: Stack, hosts: dict[int, LabHost], clock: str, tmp_path: Path):
    before = containers(hosts[1])
    with api.prober(api.server(built.outputs()["kubeconfig"], tmp_path)) as asked:
        run = built.up("--replace", clock)
    run.ok()
    assert "certificates renewed, kube-controller-manager restarted, kube-scheduler restarted" in run.output
    assert min(days_left(hosts[1]).values()) > 300
    restarted = {component for component, container in containers(hosts[1]).items() if container != before[component]}
    assert restarted == {"kube-controller-manager", "kube-scheduler"}
    assert asked.problems == []
    assert built.preview() == []
