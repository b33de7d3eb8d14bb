"""A review beside real previews: they agree as long as the base is what was applied, and what an interrupted `up` has left is told."""

import json
import subprocess
from pathlib import Path

import pytest

from components.core.review import NotThePreview, planned_steps
from components.review import main
from lab.settings import Settings
from tests.e2e.stack import Stack
from tests.engine.simulation import address, pools, simulated_stack, write

WORKERS, BROKEN = 5, 1


def commit(stack: Stack) -> None:
    """Makes the stack file the base."""
    git = ["git", "-C", str(stack.directory), "-c", "user.name=A", "-c", "user.email=a@example.com", "-c", "commit.gpgSign=false"]
    for arguments in (["init", "--quiet"], ["add", "Pulumi.yaml", "stacks"], ["commit", "--quiet", "--message", "base"]):
        subprocess.run([*git, *arguments], check=True, capture_output=True)


def reviewed(stack: Stack, capsys: pytest.CaptureFixture[str]) -> dict:
    """The review of the stack file beside a preview of it."""
    said = stack.pulumi("preview", "--json").ok().output
    file = stack.directory / "preview.json"
    file.write_text(said[said.index("{") :])
    capsys.readouterr()
    assert main([stack.name, "--project", str(stack.directory), "--base", "HEAD", "--preview", str(file), "--json"]) == 0
    return dict(json.loads(capsys.readouterr().out))


def fates(review: dict) -> dict[str, str]:
    """The hosts to which something happens."""
    return {host["name"]: host["fate"] for host in review["hosts"] if host["fate"] != "untouched"}


def test_previews_agree_with_the_files_and_tell_what_a_broken_host_has_left(
    settings: Settings, environment: dict[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    stack, hosts = simulated_stack(settings, environment, tmp_path)
    [pool] = pools(WORKERS)
    one_lane = [{**pool, "maxUnavailable": 1}]
    write(stack, WORKERS, workerPools=one_lane)
    stack.up().ok()
    commit(stack)

    everyone = {"cp-0", *(f"worker-{i}" for i in range(WORKERS))}
    labelled = [{**one_lane[0], "labels": {"example.com/tier": "web"}}]
    edits = [
        ({"kubelet": {"maxPods": 50}, "workerPools": one_lane}, dict.fromkeys(everyone, "changes")),
        ({"kubernetesVersion": "1.36.4", "workerPools": one_lane}, dict.fromkeys(everyone, "changes")),
        ({"workerPools": labelled}, dict.fromkeys(everyone - {"cp-0"}, "changes")),
        ({"workerPools": [{**next(iter(pools(WORKERS + 1))), "maxUnavailable": 1}]}, {"worker-5": "joins"}),
        ({"workerPools": [{**next(iter(pools(WORKERS - 1))), "maxUnavailable": 1}]}, {"worker-4": "leaves"}),
    ]
    for changes, expected in edits:
        write(stack, WORKERS + 1, **changes)
        found = reviewed(stack, capsys)
        assert fates(found) == expected
        assert found["drift"] == [], changes

    renamed = [{**one_lane[0], "hosts": [{**one_lane[0]["hosts"][0], "name": "other"}, *one_lane[0]["hosts"][1:]]}]
    write(stack, WORKERS, workerPools=renamed)
    refused = stack.pulumi("preview", "--json")
    assert refused.status != 0
    with pytest.raises(NotThePreview, match="got a preview that failed"):
        planned_steps(refused.output[refused.output.index("{") :], stack.name)

    hosts.break_down([address(BROKEN)])
    write(stack, WORKERS, workerPools=one_lane, kubelet={"maxPods": 50})
    assert stack.up("--continue-on-error").status != 0
    commit(stack)
    found = reviewed(stack, capsys)
    assert fates(found) == {}
    left = [f"worker-{i}" for i in range(BROKEN, WORKERS)]
    assert found["drift"] == [{"host": name, "said": "untouched", "planned": ["update converge"]} for name in left]
