"""Helm charts and kustomizations, rendered by functions of the Kubernetes plugin; no cluster is asked."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pulumi
import pulumi_kubernetes as kubernetes
from pulumi.runtime import invoke

from ..core.config.model import Fields
from .manifest import ManifestError
from .objects import Objects, rendered
from .scopes import in_namespace

TEST_HOOK = "test"


@dataclass
class Rendering:
    """Renders for a cluster of a version of Kubernetes, which charts may ask for."""

    kubernetes_version: str

    def chart(self, path: Path, release_name: str, namespace: str, values: Fields) -> Objects:
        """Returns the objects of a chart in a directory, with its definitions and its namespace, without its tests.

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
        found = self._call("kubernetes:helm:template", {"jsonOpts": json.dumps(asked)}, str(path))
        return Objects(in_namespace([each for each in found.objects if not _is_test(each)], namespace), found.source)

    def kustomization(self, directory: Path) -> Objects:
        """Returns the objects of a directory with a kustomization.yaml.

        Raises:
            ManifestError: it cannot be built.
        """
        return self._call("kubernetes:kustomize:directory", {"directory": str(directory.resolve())}, str(directory))

    def _call(self, function: str, arguments: Mapping[str, Any], source: str) -> Objects:
        try:
            answer = invoke(function, arguments, pulumi.InvokeOptions(provider=self._plugin)).value
        except Exception as error:  # the SDK raises nothing more particular
            raise ManifestError(f"{source} cannot be rendered: {error}") from error
        return rendered((answer or {}).get("result") or (), source)

    @cached_property
    def _plugin(self) -> kubernetes.Provider:
        """Returns a provider without a cluster: that of the stack is not known before it is built."""
        return kubernetes.Provider("rendering", kubeconfig="{}")


def _is_test(manifest: Mapping[str, Any]) -> bool:
    """Returns whether an object is a test of a chart: https://helm.sh/docs/topics/chart_tests/."""
    hooks = (manifest["metadata"].get("annotations") or {}).get("helm.sh/hook") or ""
    return any(hook.strip().startswith(TEST_HOOK) for hook in hooks.split(","))
