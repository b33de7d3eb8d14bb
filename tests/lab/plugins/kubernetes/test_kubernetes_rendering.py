"""Charts and kustomizations: what the programs are asked, and what becomes of their answers."""

import json
from pathlib import Path

import pytest

from lab.plugins.kubernetes import PROVIDER
from lab.plugins.serving import Failure

HELM = """#!/bin/sh
printf '%s\\n' "$@" >"$(dirname "$0")/asked"
cat >"$(dirname "$0")/values"
[ -z "$KUBECONFIG" ] || exit 9
case $2 in broken) echo 'Error: no template' >&2; exit 1;; esac
printf -- '---\\nkind: A\\n---\\n# nothing\\n---\\nkind: B\\n'
"""


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A directory with programs that note what they are asked, alone on PATH with the system's own."""
    for name in ("helm", "kubectl"):
        (tmp_path / name).write_text(HELM)
        (tmp_path / name).chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    monkeypatch.setenv("KUBECONFIG", "/of/the/user")
    return tmp_path


def template(**options: object) -> object:
    return PROVIDER.invoke("kubernetes:helm:template", {"jsonOpts": json.dumps(options)})


def test_a_chart_is_rendered_with_its_definitions_and_without_its_tests(programs: Path):
    asked = {"path": "/charts/shop", "release_name": "corner", "namespace": "shop", "kube_version": "v1.36.3", "values": {"a": 1}}
    assert template(**asked) == {"result": [{"kind": "A"}, {"kind": "B"}]}
    words = (programs / "asked").read_text().split()
    assert words[:3] == ["template", "corner", "/charts/shop"]
    assert {"--include-crds", "--skip-tests"} <= set(words)
    assert words[words.index("--namespace") + 1] == "shop"
    assert words[words.index("--kube-version") + 1] == "v1.36.3"
    assert json.loads((programs / "values").read_text()) == {"a": 1}


def test_a_kustomization_is_built(programs: Path):
    assert PROVIDER.invoke("kubernetes:kustomize:directory", {"directory": "/deploy"}) == {"result": [{"kind": "A"}, {"kind": "B"}]}
    assert (programs / "asked").read_text().split() == ["kustomize", "/deploy"]


def test_what_helm_says_is_the_failure(programs: Path):
    with pytest.raises(Failure, match="Error: no template"):
        template(path="/charts/shop", release_name="broken")


def test_what_would_be_fetched_or_is_not_known_is_refused(programs: Path):
    with pytest.raises(Failure, match="fetch_opts, repo"):
        template(chart="shop", repo="https://charts.example.com", fetch_opts={"untar": True}, path="")
    with pytest.raises(Failure, match="kubernetes:yaml:decode"):
        PROVIDER.invoke("kubernetes:yaml:decode", {})


def test_a_missing_program_is_named_with_what_makes_it(programs: Path):
    (programs / "helm").unlink()
    with pytest.raises(Failure, match="lab addons helm"):
        template(path="/charts/shop")
