"""A program of one's own is checked by mypy against the types of the installed distribution."""

import subprocess
import sys
from pathlib import Path

import pytest

GOOD = """\
import pulumi
from pulumi_kubeadm import Addon, Cluster, ClusterArgs, config, inputs, parse, sdk_overhead


def worker(number: int) -> inputs.HostArgs:
    return {"name": f"w-{number}", "address": f"10.0.0.{20 + number}"}


sdk_overhead.reduce()
args: ClusterArgs = {
    "name": "edge",
    "kubernetes_version": "1.36.3",
    "ssh": {"known_hosts": "known_hosts"},
    "control_plane": {"hosts": [{"name": "cp-1", "address": "10.0.0.10"}]},
    "worker_pools": [{"name": "general", "hosts": [worker(1), worker(2)], "max_unavailable": "20%"}],
    "secrets": {"ssh_private_key": pulumi.Config().require_secret("key"), "proxy_password": "plain"},
}
edge = Cluster("edge", args, pulumi.ResourceOptions(protect=True), addons=[Addon(name="none", objects=())])
inline = Cluster("inline", {"name": "edge", "kubernetes_version": "1.36.3", "control_plane": {"hosts": []}})
spec, secrets = config.load()
prod = Cluster("prod", spec, secrets)
parsed = Cluster("parsed", parse({"name": "parsed"}), secrets, opts=pulumi.ResourceOptions())
kubeconfig: pulumi.Output[str] = prod.kubeconfig
"""

BAD = """\
from pulumi_kubeadm import ClusterArgs, inputs

missing: ClusterArgs = {"name": "edge", "control_plane": {"hosts": []}}
camel: ClusterArgs = {"name": "edge", "kubernetesVersion": "1.36.3", "kubernetes_version": "1.36.3", "control_plane": {"hosts": []}}
number: inputs.HostArgs = {"name": 1, "address": "10.0.0.1"}
"""


@pytest.fixture(scope="module")
def python(installed: Path) -> Path:
    """The Python of an environment with the distribution."""
    return installed / "python"


def mypy(python: Path, program: str) -> str:
    """What `mypy --strict` says of a program."""
    place = python.parents[2]
    (place / "program.py").write_text(program)
    command = [sys.executable, "-m", "mypy", "--strict", "--python-executable", python, "--config-file=", "--cache-dir=cache", "program.py"]
    return subprocess.run(command, cwd=place, capture_output=True, text=True, timeout=500, check=False).stdout


@pytest.mark.thorough
def test_a_program_of_ones_own_passes_mypy(python: Path):
    """`py.typed` missing, or a type that is not exported, would be an error of every program."""
    assert mypy(python, GOOD) == "Success: no issues found in 1 source file\n"


@pytest.mark.thorough
def test_a_wrong_argument_is_an_error_of_mypy_that_names_the_key(python: Path):
    text = mypy(python, BAD)
    assert 'program.py:3: error: Missing key "kubernetes_version" for TypedDict "ClusterArgs"' in text
    assert 'program.py:4: error: Extra key "kubernetesVersion" for TypedDict "ClusterArgs"' in text
    assert 'program.py:5: error: Incompatible types (expression has type "int", TypedDict item "name" has type "str")' in text
