"""What is refused: before a host is contacted, in words, with nothing changed."""

import re
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from lab.settings import Settings
from tests.e2e.clusters import cluster
from tests.e2e.hosts import LabHost
from tests.e2e.stack import Stack

pytestmark = pytest.mark.timeout(600)
MINUTES = 4


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
    """A running cluster of one control plane and one worker."""
    document = cluster(settings, workers=[2])
    stack.write(document)
    stack.up().ok()
    return document


@pytest.mark.parametrize(
    ("change", "says"),
    [
        pytest.param({"name": "other"}, "name", id="name"),
        pytest.param({"network": {"podCidr": "10.99.0.0/16"}}, "podCidr", id="pod CIDR"),
        pytest.param({"network": {"dnsDomain": "other.local"}}, "dnsDomain", id="DNS domain"),
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


def test_a_downgrade_is_refused_in_preview_and_without_one_by_the_control_plane(alone: dict, stack: Stack):
    stack.write({**alone, "kubernetesVersion": "1.36.1"})
    preview, up = stack.pulumi("preview"), stack.up()
    assert (preview.status != 0, up.status != 0) == (True, True)
    assert "'1.36.3' or later, which every node has" in preview.output
    assert "the API server of cp-1 has 1.36.3: a control plane cannot be downgraded" in up.output
    stack.write(alone)
    assert [step.name for step in stack.preview()] == ["kubernetes-version"]
    stack.up().ok()


def steps_of(host: LabHost) -> str:
    """What tells of every step that ran on a host: its log is moved away by the next one."""
    return host.run("ls -l --time-style=full-iso /var/log/pulumi-kubeadm /home/admin/.pulumi-kubeadm 2>&1 || true")


def moved(document: dict, **worker: Any) -> dict:
    """The worker with other values."""
    document = deepcopy(document)
    document["workerPools"][0]["hosts"][0] |= worker
    return document


@pytest.mark.parametrize("flags", [(), ("--continue-on-error",)], ids=["plain", "continue on error"])
def test_a_machine_that_moves_in_the_file_is_refused_in_every_run(
    alone: dict, stack: Stack, settings: Settings, hosts: dict[int, LabHost], flags: tuple[str, ...]
):
    """A rename would create what finds a living node, and then delete what resets it."""
    away = settings.host_address(3)
    before = {index: steps_of(host) for index, host in hosts.items()}
    for document, says in (
        (moved(alone, name="web-2"), "take worker-2 out, run `up`, and add web-2 then"),
        (moved(alone, address=away), f"got '{away}', want '{settings.host_address(2)}', which worker-2 joined with"),
        (moved(alone, generation=2), "set `dead: true` without a new generation, and run `up`"),
    ):
        stack.write(document)
        for run in (stack.pulumi("preview"), stack.up(*flags)):
            assert run.status != 0
            assert says in run.output
            # The SDK shows one where a run goes on after an error.
            assert flags or "Traceback" not in run.output
    assert {index: steps_of(host) for index, host in hosts.items()} == before
    stack.write(alone)
    # It has judged hosts as they were named then.
    assert {(planned.op, planned.name) for planned in stack.preview()} <= {("update", "preflight")}


@pytest.mark.parametrize(
    "how",
    [
        pytest.param(("destroy", "--yes", "--skip-preview"), id="destroy"),
        pytest.param(("destroy", "--yes", "--skip-preview", "--continue-on-error"), id="continue on error"),
        pytest.param(("destroy", "--yes", "--skip-preview", "--exclude-protected"), id="exclude protected"),
        pytest.param(("destroy", "--yes", "--skip-preview", "--target", "**worker-2-*", "--target-dependents"), id="target"),
        pytest.param(("destroy", "--yes", "--skip-preview", "--target", "**worker-2-*"), id="target without dependents"),
    ],
)
def test_a_protected_cluster_is_not_touched_by_destroy(alone: dict, stack: Stack, hosts: dict[int, LabHost], how: tuple[str, ...]):
    stack.write({**alone, "protect": True})
    stack.up().ok()
    assert stack.preview() == []
    before = {index: host.logins() for index, host in hosts.items()}
    run = stack.pulumi(*how)
    assert run.status != 0 or "--exclude-protected" in how, run.output
    assert not re.search(r"\bdeleted \(|- \d+ deleted", run.output), run.output
    assert {index: host.logins() for index, host in hosts.items()} == before
    assert stack.preview() == []


def test_a_state_of_the_same_name_owns_nothing(
    alone: dict, stack: Stack, hosts: dict[int, LabHost], environment: dict[str, str], settings: Settings, tmp_path: Path
):
    """The file copied to another backend: its `up` is refused, with and without preflight, and its `destroy` deletes nothing."""
    other = Stack(tmp_path / "project", "e2e", environment)
    other.secret("sshPrivateKey", settings.client_key.read_text())
    for preflight in ({}, {"preflight": {"enabled": False}}):
        other.write({**alone, "protect": False, **preflight})
        run = other.up()
        assert run.status != 0
        assert "of another cluster named e2e" in run.output or "cluster e2e of another state" in run.output
        other.destroy().ok()
    assert hosts[2].run("systemctl is-active kubelet").strip() == "active"
    stack.write(alone)
    stack.up().ok()
    assert stack.preview() == []


def test_a_host_without_its_scripts_is_changed_and_removed_all_the_same(alone: dict, stack: Stack, hosts: dict[int, LabHost]):
    """Homes are cleaned, and users change; the copy of root is used."""
    hosts[2].run("rm -rf /home/admin/.pulumi-kubeadm")
    changed = deepcopy(alone)
    changed["workerPools"][0]["kubelet"] = {"podPidsLimit": 4096}
    stack.write(changed)
    stack.up().ok()
    assert "podPidsLimit: 4096" in hosts[2].run("cat /var/lib/kubelet/config.yaml")
    stack.write({**alone, "workerPools": []})
    stack.up().ok()
    assert hosts[2].run("ls -d /var/lib/pulumi-kubeadm /etc/kubernetes/kubelet.conf /usr/local/lib/pulumi-kubeadm", check=False) == ""
