"""The files of addons that a user has beside his stack file, written into the project's directory."""

import json
from pathlib import Path
from typing import Any

import yaml

AGNHOST = "registry.k8s.io/e2e-test-images/agnhost:2.63.0"
NAMESPACE = {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "shop"}}
POLLED = {"httpGet": {"path": "/healthz", "port": 8080}, "periodSeconds": 1}


def config(colour: str) -> dict[str, Any]:
    """What the shop's pods are told."""
    return {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "settings", "namespace": "shop"}, "data": {"colour": colour}}


def password(text: str) -> dict[str, Any]:
    """A Secret of the user's own."""
    return {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "own", "namespace": "shop"}, "stringData": {"password": text}}


def service() -> dict[str, Any]:
    """One address for the shop's pods."""
    spec = {"selector": {"app": "web"}, "ports": [{"port": 80, "targetPort": 8080}]}
    return {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "web", "namespace": "shop"}, "spec": spec}


def workload(kind: str, name: str, container: dict[str, Any], **spec: Any) -> dict[str, Any]:
    """Pods of one container in the shop's namespace, which end at once when they are told to."""
    labels = {"app": name}
    pod = {"terminationGracePeriodSeconds": 1, "containers": [{"name": name, "image": AGNHOST, **container}]}
    template = {"metadata": {"labels": labels}, "spec": pod}
    spec = {"selector": {"matchLabels": labels}, "template": template, **spec}
    return {"apiVersion": "apps/v1", "kind": kind, "metadata": {"name": name, "namespace": "shop"}, "spec": spec}


def shop(colour: str = "blue") -> list[dict[str, Any]]:
    """A web server on every node."""
    served = {"args": ["netexec", "--http-port=8080"], "readinessProbe": POLLED}
    return [NAMESPACE, config(colour), service(), workload("DaemonSet", "web", served)]


def written(directory: Path, name: str, objects: list[dict[str, Any]]) -> str:
    """A manifest in the project; the path that a stack file names."""
    (directory / name).write_text(yaml.safe_dump_all(objects))
    return name


def kustomized(directory: Path) -> str:
    """A kustomization that gives what it holds a prefix."""
    (directory / "base").mkdir(exist_ok=True)
    (directory / "base" / "kustomization.yaml").write_text("namePrefix: kustomized-\nresources: [settings.yaml]\n")
    written(directory / "base", "settings.yaml", [config("green")])
    return "base"


def chart(directory: Path, version: str = "1.0.0") -> str:
    """A Helm chart with a definition, a test, a ConfigMap that shows what it was rendered with, one that is named for its version, and a
    password that it draws itself, with its checksum."""
    templates = directory / "chart" / "templates"
    templates.mkdir(parents=True, exist_ok=True)
    (directory / "chart" / "crds").mkdir(exist_ok=True)
    (directory / "chart" / "Chart.yaml").write_text(f"apiVersion: v2\nname: till\nversion: {version}\n")
    (directory / "chart" / "values.yaml").write_text("colour: grey\n")
    names = {"kind": "Till", "plural": "tills", "singular": "till"}
    version = {"name": "v1", "served": True, "storage": True, "schema": {"openAPIV3Schema": {"type": "object"}}}
    definition = {
        "apiVersion": "apiextensions.k8s.io/v1",
        "kind": "CustomResourceDefinition",
        "metadata": {"name": "tills.example.com"},
        "spec": {"group": "example.com", "names": names, "scope": "Namespaced", "versions": [version]},
    }
    (directory / "chart" / "crds" / "till.yaml").write_text(json.dumps(definition))
    (templates / "settings.yaml").write_text(
        "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: {{ .Release.Name }}-settings\n"
        "data:\n  colour: {{ .Values.colour }}\n  kubernetes: {{ .Capabilities.KubeVersion.Version }}\n"
        "  version: {{ .Chart.Version }}\n"
        "---\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: receipts-{{ .Chart.Version }}\n"
        "---\napiVersion: example.com/v1\nkind: Till\nmetadata:\n  name: first\n"
    )
    (templates / "drawn.yaml").write_text(
        "{{- $drawn := randAlphaNum 24 }}\napiVersion: v1\nkind: Secret\nmetadata: {name: drawn}\nstringData:\n  user: till\n"
        "  password: {{ $drawn }}\n---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: sum}\n"
        "data: {sum: {{ $drawn | sha256sum | quote }}}\n"
    )
    (templates / "test.yaml").write_text(
        'apiVersion: v1\nkind: Pod\nmetadata:\n  name: tested\n  annotations: {"helm.sh/hook": test}\nspec: {containers: []}\n'
    )
    return "chart"
