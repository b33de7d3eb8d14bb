"""The cluster as its users reach it: kubectl with the kubeconfig of the stack's outputs."""

import json
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

STATE_CHARACTERS = 8000


class Pod(NamedTuple):
    """A pod, the Node it is on, and its address."""

    name: str
    node: str
    address: str


class Kubectl:
    """kubectl on the lab machine; the kubeconfig is a file only its owner can read."""

    def __init__(self, kubeconfig: str, directory: Path, environment: Mapping[str, str]) -> None:
        self.file = directory / "kubeconfig"
        self.file.touch(mode=0o600)
        self.file.write_text(kubeconfig)
        self.environment = {**environment, "KUBECONFIG": str(self.file)}

    def __call__(self, *args: str, stdin: str = "", check: bool = True) -> str:
        """Runs kubectl and returns its stdout."""
        done = subprocess.run(
            ["kubectl", *args], input=stdin, env=self.environment, text=True, capture_output=True, timeout=180, check=False
        )
        assert not check or done.returncode == 0, f"kubectl {' '.join(args)}\n{done.stdout}{done.stderr}"
        return done.stdout

    def get(self, *args: str) -> dict[str, Any]:
        """An object or a list as JSON."""
        return dict(json.loads(self("get", *args, "-o", "json")))

    def running(self, *which: str) -> list[Pod]:
        """The pods that run and that nobody has deleted, of those that are asked for."""
        found = self.get("pods", *which, "--field-selector=status.phase=Running")["items"]
        stay = [pod for pod in found if "deletionTimestamp" not in pod["metadata"]]
        return [Pod(pod["metadata"]["name"], pod["spec"]["nodeName"], pod["status"]["podIP"]) for pod in stay]

    def state(self) -> str:
        """Nodes, pods and the latest events, for whoever has to find out why a test failed."""
        asked = (("nodes", "-o", "wide"), ("pods", "-A", "-o", "wide"), ("events", "-A", "--sort-by=.lastTimestamp"))
        return "\n".join(self("get", *args, "--request-timeout=10s", check=False)[-STATE_CHARACTERS:] for args in asked)

    def ready_nodes(self) -> set[str]:
        """Names of the Nodes whose condition Ready is True."""
        return {
            node["metadata"]["name"]
            for node in self.get("nodes")["items"]
            if any(c["type"] == "Ready" and c["status"] == "True" for c in node["status"].get("conditions", []))
        }
