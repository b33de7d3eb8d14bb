"""Charts and kustomizations, rendered by programs instead of the plugin."""

import json
import os
from pathlib import Path

import pytest

from components.addons.manifest import ManifestError
from components.addons.programs import Programs

POD = '{"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "a"}, "spec": {"containers": [{"name": "c", "image": "a:1"}]}}'


def program(path: Path, text: str) -> Path:
    path.parent.mkdir(exist_ok=True)
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)
    return path


def programs(kubectl: Path) -> Programs:
    return Programs(kubernetes_version="1.36.3", kubectl=kubectl)


def test_kubectl_builds_a_kustomization(tmp_path: Path) -> None:
    kubectl = program(tmp_path / "bin/kubectl", f"""[ "$1 $2" = "kustomize {tmp_path}/base" ] && echo '{POD}'""")
    assert programs(kubectl).kustomization(tmp_path / "base").objects == [json.loads(POD)]


def test_helm_of_this_machine_renders_a_chart_with_nothing_of_its_user(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = f"""env >{tmp_path}/env; echo "$@" >{tmp_path}/words; cat >{tmp_path}/values; echo '{POD}'"""
    helm = program(tmp_path / "bin/helm", text)
    monkeypatch.setenv("PATH", f"{helm.parent}:{os.environ['PATH']}")
    monkeypatch.setenv("HELM_NAMESPACE", "of-the-user")

    found = programs(tmp_path / "no-kubectl").chart(tmp_path / "shop", "corner", "shop", {"replicas": 2})

    assert [(each["kind"], each["metadata"]["name"]) for each in found.objects] == [("Namespace", "shop"), ("Pod", "a")]
    words = f"template corner {tmp_path}/shop --namespace shop --include-crds --skip-tests --kube-version v1.36.3 --values -\n"
    assert (tmp_path / "words").read_text() == words
    assert json.loads((tmp_path / "values").read_text()) == {"replicas": 2}
    assert "HELM_" not in (tmp_path / "env").read_text()


def test_a_chart_without_helm_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(ManifestError, match="there is no `helm` on this machine"):
        programs(tmp_path / "kubectl").chart(tmp_path / "shop", "corner", "shop", {})


def test_what_a_program_complains_of_is_told(tmp_path: Path) -> None:
    kubectl = program(tmp_path / "bin/kubectl", "echo no such thing >&2; exit 1")
    with pytest.raises(ManifestError, match="base cannot be rendered: no such thing"):
        programs(kubectl).kustomization(tmp_path / "base")
