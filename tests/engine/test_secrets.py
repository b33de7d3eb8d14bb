"""What the engine itself prints and keeps of secrets in objects of addons, before there is a cluster."""

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.lab_machine import ROOT

CANARY = "canary-of-a-password"
PROGRAM = f"""\
import sys
sys.path.insert(0, {str(ROOT)!r})
import pulumi, pulumi_kubernetes, pulumi_random, uuid
from components import Addon, Addons, AddonsArgs
from components.addons.keeping import Kept
from components.addons.objects import identity

# Not known in a preview, as the kubeconfig of a cluster that is not there yet.
kubeconfig = pulumi_random.RandomPassword("kubeconfig", length=8).result
provider = pulumi_kubernetes.Provider("kubernetes", kubeconfig=kubeconfig)
own = {{"apiVersion": "v1", "kind": "Secret", "metadata": {{"name": "own"}}, "stringData": {{"password": "{CANARY}"}}}}
drawn = {{**own, "metadata": {{"name": "drawn"}}, "stringData": {{"password": f"{CANARY}-{{uuid.uuid4()}}"}}}}
kept = (Kept(identity(drawn), ("stringData", "password")),)
addons = [Addon(name="shop", objects=(own, drawn), kept=kept)]
Addons("addons", AddonsArgs(addons=addons, kubernetes=provider, after=[], cluster=provider))
"""
STASHED = f"""\
import pulumi, uuid
drawn = pulumi.Output.secret(f"{CANARY}-{{uuid.uuid4()}}")
stash = pulumi.Stash("kept", input=drawn, opts=pulumi.ResourceOptions(ignore_changes=["input"]))
pulumi.export("kept", stash.output)
"""
PROJECT = f"name: program\nruntime: {{name: python, options: {{virtualenv: {sys.prefix}}}}}\n"


@pytest.fixture
def pulumi(tmp_path: Path, environment: dict[str, str]) -> Callable[..., str]:
    """Runs a command of the CLI in a project with a stack, which has to succeed; what it prints."""
    project = tmp_path / "project"
    project.mkdir()
    (tmp_path / "state").mkdir()
    variables = environment | {"PULUMI_BACKEND_URL": f"file://{tmp_path}/state", "NO_COLOR": "1"}

    def run(*arguments: str, program: str) -> str:
        (project / "Pulumi.yaml").write_text(PROJECT)
        (project / "__main__.py").write_text(program)
        command = ["pulumi", *arguments, "--non-interactive"]
        done = subprocess.run(command, cwd=project, env=variables, capture_output=True, text=True, timeout=120, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout + done.stderr

    run("stack", "init", "dev", program="")
    return run


def test_a_preview_shows_that_a_secret_changes_and_not_what_it_holds(pulumi: Callable[..., str]):
    shown = pulumi("preview", "--diff", program=PROGRAM)
    assert "shop/Secret/own" in shown
    assert re.search(r"password\s*: \[secret\]", shown), shown
    assert "shop/Secret/drawn/stringData.password" in shown
    assert CANARY not in shown


def test_what_is_kept_stays_and_lies_encrypted(pulumi: Callable[..., str], tmp_path: Path):
    pulumi("up", "--yes", "--skip-preview", program=STASHED)
    first = pulumi("stack", "output", "kept", "--show-secrets", program=STASHED)
    assert CANARY in first
    pulumi("preview", "--expect-no-changes", program=STASHED)
    pulumi("up", "--yes", "--skip-preview", program=STASHED)
    assert pulumi("stack", "output", "kept", "--show-secrets", program=STASHED) == first
    assert not [file for file in (tmp_path / "state").rglob("*.json") if CANARY in file.read_text()]
