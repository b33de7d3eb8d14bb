"""What `pip install .` brings: every package of the sources, the scripts, and a command that needs nothing else."""

import ast
import json
import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.core.config.documents import apt_key

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())


def test_every_package_of_the_sources_is_listed():
    """A package left out is missing only where the distribution is installed, never in a checkout."""
    sources = ROOT / "components"
    modules = {path.parent.relative_to(sources) for path in sources.rglob("*.py")} | {Path("scripts")}
    expected = {".".join(["pulumi_kubeadm", *folder.parts]) for folder in modules}
    assert set(PROJECT["tool"]["setuptools"]["packages"]) == expected


def test_every_script_of_the_sources_is_brought_and_the_schema_and_the_mark_of_types():
    sources = ROOT / "components"
    folders = {sources.joinpath(*name.split(".")[1:]): patterns for name, patterns in PROJECT["tool"]["setuptools"]["package-data"].items()}
    brought = {path for folder, patterns in folders.items() for pattern in patterns for path in folder.glob(pattern)}
    assert brought == {*sources.rglob("*.sh"), sources / "py.typed", sources / "stack-file.schema.json"}


def test_the_versions_that_are_tested_satisfy_those_that_are_asked_for():
    pinned = dict(line.split("==") for line in (ROOT / "requirements.txt").read_text().splitlines() if "==" in line)
    asked = {requirement.partition(">=")[0] for requirement in PROJECT["project"]["dependencies"]}
    assert {name.lower() for name in asked} == {name.lower() for name in pinned}


def test_what_the_sources_import_is_asked_for():
    """A package that only developers have would be missing at the first user's."""
    asked = {requirement.partition(">=")[0].lower().replace("-", "_") for requirement in PROJECT["project"]["dependencies"]}
    nodes = [node for path in (ROOT / "components").rglob("*.py") for node in ast.walk(ast.parse(path.read_text()))]
    found = {node.module or "" for node in nodes if isinstance(node, ast.ImportFrom) and not node.level}
    found |= {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    others = {name.partition(".")[0] for name in found} - sys.stdlib_module_names
    assert others - asked == {"yaml"}, "that of PyYAML"


@pytest.mark.thorough
def test_the_installed_command_reads_an_example_in_an_empty_folder(installed: Path, tmp_path: Path):
    """Without the checkout: what is not in the package is not there."""
    shutil.copy(ROOT / "stacks/Pulumi.single.yaml", tmp_path)
    (tmp_path / "Pulumi.yaml").write_text("name: shop\nruntime: python\n")
    (tmp_path / "kubernetes.asc").write_text(apt_key())

    def run(*words: str) -> str:
        environment = {"PATH": os.environ["PATH"], "HOME": str(tmp_path)}
        command = [installed / "pulumi-kubeadm", *words]
        return subprocess.run(command, cwd=tmp_path, env=environment, check=True, capture_output=True, text=True, timeout=100).stdout

    assert run("--version").startswith("pulumi-kubeadm 0.")
    assert json.loads(run("validate", "single", "--json"))["valid"] is True
    cluster = json.loads(run("show", "single", "--effective", "--json"))["config"]["kubeadm:cluster"]
    assert cluster["controlPlane"]["initHost"] == "cp-1"
    assert json.loads(run("schema"))["title"] == "A stack file of pulumi-kubeadm"
    assert Path(run("schema", "--file").strip()).is_file()
    assert run("reference", "workerPools[].maxUnavailable").startswith("### `workerPools[].maxUnavailable`")
