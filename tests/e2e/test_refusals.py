"""What is refused: before a host is contacted, in words, with nothing changed."""

import pytest

from lab.settings import Settings
from tests.e2e.clusters import cluster
from tests.e2e.hosts import LabHost
from tests.e2e.stack import Stack

pytestmark = pytest.mark.timeout(600)


def test_bad_input_is_one_report_without_a_traceback_or_a_login(stack: Stack, settings: Settings, hosts: dict[int, LabHost]):
    document = cluster(settings, kubernetesVersion=1.36)
    document["workerPools"][0]["hosts"][1]["address"] = settings.host_address(2)
    document["conrolPlane"] = document.pop("controlPlane")
    stack.write(document)
    before = {index: host.logins() for index, host in hosts.items()}
    run = stack.pulumi("preview")
    assert run.status != 0
    for expected in ("cluster.kubernetesVersion", "cluster.conrolPlane", "controlPlane", "cluster.workerPools[0].hosts[1].address"):
        assert expected in run.output
    assert "Traceback" not in run.output
    assert {index: host.logins() for index, host in hosts.items()} == before


def test_a_wrong_host_key_stops_before_authentication(stack: Stack, settings: Settings, hosts: dict[int, LabHost]):
    document = cluster(settings, workers=())
    document["workerPools"] = []
    document["controlPlane"]["hosts"][0]["hostKey"] = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIDlWXhFs2eGdmdBjbIqPLPf0MRJUsnsNsfIsEz3BVr4b"
    stack.write(document)
    attempts = "journalctl -q -b -u ssh --no-pager | grep -c admin || true"
    before = hosts[1].run(attempts)
    run = stack.up()
    assert run.status != 0
    assert "host key" in run.output.lower()
    assert hosts[1].run(attempts) == before, "the library named a user to a host with the wrong key"


@pytest.fixture(scope="module")
def alone(stack: Stack, settings: Settings, hosts: dict[int, LabHost]) -> dict:
    """A running cluster of one control plane."""
    document = cluster(settings, workerPools=[])
    stack.write(document)
    stack.up().ok()
    return document


@pytest.mark.parametrize(
    ("change", "says"),
    [
        pytest.param({"name": "other"}, "name", id="name"),
        pytest.param({"network": {"podCidr": "10.99.0.0/16"}}, "podCidr", id="pod CIDR"),
        pytest.param({"network": {"dnsDomain": "other.local"}}, "dnsDomain", id="DNS domain"),
        pytest.param({"kubernetesVersion": "1.36.1"}, "kubernetesVersion", id="version"),
    ],
)
def test_a_changed_identity_fails_in_preview_with_a_sentence(alone: dict, stack: Stack, change: dict, says: str):
    stack.write({**alone, **change})
    for run in (stack.pulumi("preview"), stack.up()):
        assert run.status != 0
        assert says in run.output
        assert "Traceback" not in run.output
    stack.write(alone)
    assert stack.preview() == []
