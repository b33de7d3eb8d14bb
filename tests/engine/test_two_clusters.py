"""The engine takes a program with two clusters, in a project of another name; under mocks two resources of one URN would pass."""

import json
import subprocess
import sys
from pathlib import Path

from components.core.config.parse import parse
from components.core.roles import every_host
from tests.core.config.documents import changed, small
from tests.core.config.programs import as_arguments
from tests.lab_machine import ROOT

PROJECT = f"name: shop\nruntime: {{name: python, options: {{virtualenv: {sys.prefix}}}}}\n"
PROGRAM = """\
import json, sys
sys.path.insert(0, {root!r})
import pulumi
from components import Cluster, config

blue = json.loads({blue!r})
spec, secrets = config.load()
for cluster in (Cluster("red", spec, secrets), Cluster("blue", blue)):
    pulumi.export(cluster.prefix, cluster.endpoint)
"""


def document(third: int) -> dict:
    """A cluster of one control plane and one worker; all but their addresses is the same in each."""
    [first] = small()["controlPlane"]["hosts"]
    worker = {**first, "name": "w-1", "address": f"10.0.{third}.20"}
    pools = [{"name": "general", "hosts": [worker]}]
    return changed({**small(), "addons": {}, "workerPools": pools}, ("controlPlane", "hosts", 0, "address"), f"10.0.{third}.10")


def preview(place: Path, environment: dict[str, str], blue: dict) -> tuple[int, str]:
    """The exit status and the output of a first preview."""
    project = place / "project"
    project.mkdir()
    (place / "state").mkdir()
    (project / "Pulumi.yaml").write_text(PROJECT)
    (project / "Pulumi.dev.yaml").write_text(json.dumps({"config": {"kubeadm:cluster": document(1)}}))
    (project / "__main__.py").write_text(PROGRAM.format(root=str(ROOT), blue=json.dumps(as_arguments(blue))))
    variables = environment | {"PULUMI_BACKEND_URL": f"file://{place}/state", "NO_COLOR": "1"}

    def pulumi(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = ["pulumi", *arguments, "--non-interactive"]
        return subprocess.run(command, cwd=project, env=variables, capture_output=True, text=True, timeout=300, check=False)

    pulumi("stack", "init", "dev")
    done = pulumi("preview", "--json")
    return done.returncode, done.stdout + done.stderr


def test_two_clusters_of_equal_names_are_previewed_in_a_project_of_another_name(tmp_path: Path, environment: dict[str, str]):
    status, output = preview(tmp_path, environment, document(2))
    assert status == 0, output[-3000:]
    urns = [step["urn"] for step in json.loads(output)["steps"]]
    assert len(urns) == len(set(urns))
    names = {urn.rpartition("::")[2] for urn in urns}
    for host in every_host(parse(document(1))):
        assert {f"red-{host.name}-install", f"blue-{host.name}-install"} <= names


def test_a_shared_host_ends_the_preview_in_words(tmp_path: Path, environment: dict[str, str]):
    status, output = preview(tmp_path, environment, document(1))
    assert status != 0
    assert "cluster, host w-1: got '10.0.1.20:22', want a host that no other cluster of this program has: 'red' has it as w-1" in output
    assert "Traceback" not in output
