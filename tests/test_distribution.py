"""What `pip install .` brings: every package of the sources, and the scripts."""

import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())


def test_every_package_of_the_sources_is_listed():
    """A package left out is missing only where the distribution is installed, never in a checkout."""
    sources = ROOT / "components"
    modules = {path.parent.relative_to(sources) for path in sources.rglob("*.py")} | {Path("scripts")}
    expected = {".".join(["pulumi_kubeadm", *folder.parts]) for folder in modules}
    assert set(PROJECT["tool"]["setuptools"]["packages"]) == expected


def test_every_script_of_the_sources_is_brought_and_the_mark_of_types():
    sources = ROOT / "components"
    folders = {sources.joinpath(*name.split(".")[1:]): patterns for name, patterns in PROJECT["tool"]["setuptools"]["package-data"].items()}
    brought = {path for folder, patterns in folders.items() for pattern in patterns for path in folder.glob(pattern)}
    assert brought == {*sources.rglob("*.sh"), sources / "py.typed"}


def test_the_versions_that_are_tested_satisfy_those_that_are_asked_for():
    pinned = dict(line.split("==") for line in (ROOT / "requirements.txt").read_text().splitlines() if "==" in line)
    asked = {requirement.partition(">=")[0] for requirement in PROJECT["project"]["dependencies"]}
    assert {name.lower() for name in asked} == {name.lower() for name in pinned}
