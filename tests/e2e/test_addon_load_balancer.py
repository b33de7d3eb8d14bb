"""Addresses for Services of type LoadBalancer: one of the declared range answers from outside, as long as the addon is there.

Long: MetalLB has to be built first.
"""

import json
import subprocess

import pytest

from lab.settings import Settings
from tests.e2e import demo_app
from tests.e2e.addon_clusters import cluster_with, published
from tests.e2e.hosts import LabHost, eventually
from tests.e2e.kubernetes import Kubectl
from tests.e2e.stack import Stack
from tests.lab_machine import lab

pytestmark = [pytest.mark.timeout(1500), pytest.mark.long]
HOSTS = 3


@pytest.fixture(scope="module")
def addons(settings: Settings) -> dict:
    first, last = settings.subnet[200], settings.subnet[210]
    return {"metallb": {"ranges": [f"{first}-{last}"], "manifest": published(settings, "metallb-native.yaml")}}


@pytest.fixture(scope="module")
def kubectl(
    stack: Stack, settings: Settings, hosts: dict[int, LabHost], addons: dict, environment: dict[str, str],
    tmp_path_factory: pytest.TempPathFactory,
) -> Kubectl:  # fmt: skip
    """A cluster with MetalLB and the demo's web app behind a load balancer's address."""
    lab("addons", "metallb")
    stack.write(cluster_with(settings, addons))
    stack.up().ok()
    kubectl = Kubectl(stack.outputs()["kubeconfig"], tmp_path_factory.mktemp("kubectl"), environment)
    demo_app.deploy(kubectl)
    kubectl("patch", "service", "web", "-p", json.dumps({"spec": {"type": "LoadBalancer"}}))
    return kubectl


def address(kubectl: Kubectl) -> str:
    found = kubectl.get("service", "web")["status"]["loadBalancer"].get("ingress")
    return str(found[0]["ip"]) if found else ""


def answers(ip: str) -> bool:
    asked = ["curl", "--silent", "--fail", "--noproxy", "*", "--max-time", "2", f"http://{ip}/hostname"]
    return bool(ip) and subprocess.run(asked, capture_output=True, check=False).returncode == 0


def test_a_service_gets_an_address_of_the_range_that_answers(kubectl: Kubectl, settings: Settings):
    eventually(lambda: answers(address(kubectl)), "an answer at the Service's address")
    assert address(kubectl) == str(settings.subnet[200])


def test_the_next_preview_is_empty(kubectl: Kubectl, stack: Stack):
    """MetalLB writes certificates into objects of the manifest; those fields are its own."""
    assert stack.preview() == []


def test_without_the_addon_the_address_is_gone(kubectl: Kubectl, stack: Stack, settings: Settings):
    stack.write(cluster_with(settings, {}))
    stack.up().ok()
    eventually(lambda: not answers(str(settings.subnet[200])), "no answer any more")
    assert "metallb" not in kubectl("get", "namespace,clusterrole,validatingwebhookconfiguration", "-o", "name")
