"""Helm charts and kustomizations, rendered by the functions that the Kubernetes plugin has for them; no cluster is asked."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pulumi
import pulumi_kubernetes as kubernetes
from pulumi.runtime import invoke

from ..core.spec.model import Fields
from .manifest import ManifestError
from .materials import Objects
from .scopes import in_namespace

TEST_HOOK = "test"


@dataclass
class Rendering:
    """For a cluster of a version of Kubernetes, which charts may ask for."""

    kubernetes_version: str

    def chart(self, path: Path, release_name: str, namespace: str, values: Fields) -> Objects:
        """The objects of a chart in a directory, its definitions and its namespace among them, its tests not.

        Raises:
            ManifestError: the chart cannot be rendered.
        """
        asked = {
            "path": str(path.resolve()),
            "release_name": release_name,
            "namespace": namespace,
            "values": values,
            "kube_version": f"v{self.kubernetes_version}",
        }
        objects = self._call("kubernetes:helm:template", {"jsonOpts": json.dumps(asked)}, str(path))
        return Objects(in_namespace([each for each in objects if not _is_test(each)], namespace), str(path))

    def kustomization(self, directory: Path) -> Objects:
        """The objects that a directory with a kustomization.yaml makes.

        Raises:
            ManifestError: it cannot be built.
        """
        return Objects(
            self._call("kubernetes:kustomize:directory", {"directory": str(directory.resolve())}, str(directory)), str(directory)
        )

    def _call(self, function: str, arguments: Mapping[str, Any], source: str) -> list[dict[str, Any]]:
        try:
            answer = invoke(function, arguments, pulumi.InvokeOptions(provider=self._plugin)).value
        except Exception as error:  # the SDK raises nothing more particular
            raise ManifestError(f"{source} cannot be rendered: {error}") from error
        return list((answer or {}).get("result") or ())

    @cached_property
    def _plugin(self) -> kubernetes.Provider:
        """A provider without a cluster: the one of this stack's is not known before it is built, and another's is none of its business."""
        return kubernetes.Provider("rendering", kubeconfig="{}")


def _is_test(manifest: Mapping[str, Any]) -> bool:
    """https://helm.sh/docs/topics/chart_tests/"""
    hooks = (manifest["metadata"].get("annotations") or {}).get("helm.sh/hook", "")
    return any(hook.strip().startswith(TEST_HOOK) for hook in hooks.split(","))
