"""Where scenarios run commands and make objects."""

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import yaml

_OPTIONS = ("StrictHostKeyChecking=no", "UserKnownHostsFile=/dev/null", "LogLevel=ERROR", "IdentitiesOnly=yes")
_SECONDS = 120


@dataclass(frozen=True)
class Host:
    """An SSH host that answers as root."""

    address: str
    key: Path

    def run(self, script):
        """What a shell script on the host prints."""
        return subprocess.run(self.command(script), check=True, capture_output=True, text=True, timeout=_SECONDS).stdout

    def command(self, *words):
        """The ssh call that runs `words` on the host."""
        options = [word for option in _OPTIONS for word in ("-o", option)]
        return ["ssh", "-F", "none", "-i", self.key, *options, f"root@{self.address}", *words]


@dataclass(frozen=True)
class Cluster:
    """A one-node cluster (node `k1`, untainted) with the images that the scenarios name."""

    kubeconfig: Path
    path: str = os.environ.get("PATH", os.defpath)

    @property
    def address(self):
        """Address of the API server, which is the node's."""
        (named,) = yaml.safe_load(self.kubeconfig.read_text())["clusters"]
        return urlsplit(named["cluster"]["server"]).hostname

    def run(self, script):
        """What a shell script with kubectl prints, errors included."""
        environment = os.environ | {"KUBECONFIG": str(self.kubeconfig), "PATH": self.path}
        done = subprocess.run(["bash", "-c", script], env=environment, capture_output=True, text=True, timeout=_SECONDS, check=False)
        return (done.stdout + done.stderr).strip()
