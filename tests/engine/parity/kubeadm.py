"""The cluster of the Kubernetes scenarios, made by hand with kubeadm in a lab of its own: nothing of the library is in it."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from lab.settings import Settings
from tests.engine.parity.places import Cluster, Host
from tests.lab_machine import lab

HERE = Path(__file__).parent
VERSION = "1.36.3"
NODE = "k1"
MANIFEST = "/manifests/flannel/v0.28.4/kube-flannel.yml"
_SECONDS = 600


@contextmanager
def running_cluster(other: int, folder: Path, path: str) -> Iterator[Cluster]:
    """A cluster of one node, in another lab than number `other`; gone afterwards unless LAB_KEEP is set.

    Its kubeconfig is written to `folder`; kubectl is on `path`.
    """
    # The run's own lab may have a cluster on its hosts already.
    environment = {name: text for name, text in os.environ.items() if name != "LAB_STATE"}
    environment["LAB_NUMBER"] = "9" if other != 9 else "8"
    lab("up", "--hosts", "1", environment=environment)
    try:
        own = Settings.from_env(environment)
        host = Host(own.host_address(1), own.client_key)
        arguments = [VERSION, NODE, host.address, own.mirror_url, own.registry_url, MANIFEST]
        kubeconfig = folder / "kubeconfig"
        kubeconfig.touch(mode=0o600)
        kubeconfig.write_text(_run(host.command("bash", "-s", "--", *arguments), environment, (HERE / "cluster.sh").read_text()))
        yield Cluster(kubeconfig, path)
    finally:
        if "LAB_KEEP" not in environment:
            lab("down", environment=environment)


def _run(command: list, environment: dict[str, str], text: str = "") -> str:
    done = subprocess.run(command, input=text, env=environment, text=True, capture_output=True, timeout=_SECONDS, check=False)
    assert done.returncode == 0, f"{command}\n{done.stdout[-2000:]}{done.stderr[-4000:]}"
    return done.stdout
