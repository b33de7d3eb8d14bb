"""Helm charts and kustomizations, rendered by the programs helm and kubectl where there is no engine to call the plugin's functions."""

import json
import os
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from ..core.config.model import Fields
from .manifest import ManifestError
from .objects import Objects, parsed
from .scopes import in_namespace

SECONDS = 120


@dataclass(frozen=True, kw_only=True)
class Programs:
    """Renders for a cluster of a version of Kubernetes. `kubectl` is the path of the program; helm is that of this machine."""

    kubernetes_version: str
    kubectl: Path

    def chart(self, path: Path, release_name: str, namespace: str, values: Fields) -> Objects:
        """Returns what `helm template` renders of a chart in a directory, with its definitions and its namespace, without its tests.

        Raises:
            ManifestError: the chart cannot be rendered.
        """
        words = ["helm", "template", release_name, str(path.resolve()), "--namespace", namespace, "--include-crds", "--skip-tests"]
        words += ["--kube-version", f"v{self.kubernetes_version}", "--values", "-"]
        found = _rendered(words, str(path), json.dumps(values))
        return Objects(in_namespace(found.objects, namespace), found.source)

    def kustomization(self, directory: Path) -> Objects:
        """Returns what `kubectl kustomize` builds of a directory.

        Raises:
            ManifestError: it cannot be built.
        """
        return _rendered([str(self.kubectl), "kustomize", str(directory.resolve())], str(directory))


def _rendered(words: Sequence[str], source: str, stdin: str = "") -> Objects:
    # An empty home, without the user's repositories, plugins and kubeconfig.
    with TemporaryDirectory(prefix="render-") as home:
        environment = {"PATH": os.environ.get("PATH", os.defpath), "HOME": home}
        try:
            done = subprocess.run(words, input=stdin, env=environment, capture_output=True, text=True, timeout=SECONDS, check=True)
        except FileNotFoundError as error:
            raise ManifestError(f"{source} cannot be rendered: there is no `{words[0]}` on this machine, install it") from error
        except subprocess.CalledProcessError as error:
            raise ManifestError(f"{source} cannot be rendered: {error.stderr.strip()}") from error
        except (OSError, subprocess.TimeoutExpired) as error:
            raise ManifestError(f"{source} cannot be rendered: {error}") from error
    return parsed(done.stdout, source)
