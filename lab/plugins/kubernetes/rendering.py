"""The rendering functions of the plugin: charts with helm, kustomizations with kubectl. They contact no cluster."""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
from collections.abc import Callable, Mapping
from typing import Any

from lab.plugins.serving import Failure, Properties, plain

HELM_TEMPLATE = "kubernetes:helm:template"
KUSTOMIZE = "kubernetes:kustomize:directory"
_KNOWN = {"path", "release_name", "namespace", "values", "kube_version", "api_versions", "skip_crd_rendering"}
_SECONDS = 60


def helm_template(arguments: Properties) -> Properties:
    """Returns the objects of a chart in a directory, with its definitions and without its tests; raises Failure."""
    asked = json.loads(plain(arguments)["jsonOpts"])
    if beyond := sorted(key for key in asked.keys() - _KNOWN if asked[key]):
        raise Failure(f"{HELM_TEMPLATE}: {', '.join(beyond)}: the lab's stand-in for the kubernetes plugin renders local charts alone")
    command = ["helm", "template", asked.get("release_name") or "release-name", asked["path"], "--skip-tests", "--values", "-"]
    command += [] if asked.get("skip_crd_rendering") else ["--include-crds"]
    for flag, key in (("--namespace", "namespace"), ("--kube-version", "kube_version")):
        command += [flag, asked[key]] if asked.get(key) else []
    for version in asked.get("api_versions") or ():
        command += ["--api-versions", version]
    return {"result": _objects(_run(command, json.dumps(asked.get("values") or {})))}


def kustomize_directory(arguments: Properties) -> Properties:
    """Returns the objects of a kustomization; raises Failure."""
    return {"result": _objects(_run(["kubectl", "kustomize", str(plain(arguments)["directory"])], ""))}


FUNCTIONS: Mapping[str, Callable[[Properties], Properties]] = {HELM_TEMPLATE: helm_template, KUSTOMIZE: kustomize_directory}


def _run(command: list[str], stdin: str) -> str:
    """Returns the output of a program, with an empty home directory, so that it uses no repository, plugin or kubeconfig of the user."""
    with tempfile.TemporaryDirectory(prefix="lab-render-") as home:
        environment = {"PATH": os.environ.get("PATH", os.defpath), "HOME": home}
        try:
            done = subprocess.run(command, input=stdin, env=environment, text=True, capture_output=True, timeout=_SECONDS, check=False)
        except OSError as error:
            raise Failure(f"{command[0]}: {error.strerror}; `lab addons helm` makes what renders charts") from None
        except subprocess.TimeoutExpired:
            raise Failure(f"{command[0]} has not rendered within {_SECONDS} s") from None
    if done.returncode:
        raise Failure(done.stderr.strip())
    return done.stdout


def _objects(text: str) -> list[Any]:
    # Imported late: a run that renders nothing reads no YAML.
    import yaml

    return [document for document in yaml.safe_load_all(text) if document]
