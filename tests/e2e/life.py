"""One highly available cluster that lives through a module's tests, and the questions that they ask of it."""

import re
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any

from lab.settings import Settings
from tests.e2e import demo_app
from tests.e2e.ha_clusters import vip
from tests.e2e.hosts import LabHost, eventually
from tests.e2e.kubernetes import Kubectl
from tests.e2e.stack import Run, Stack
from tests.instruments import api
from tests.instruments.etcd import Etcd
from tests.instruments.https import Identity, Server


@dataclass
class Life:
    """A stack, the hosts it may use, and a directory for credentials."""

    settings: Settings
    stack: Stack
    hosts: dict[int, LabHost]
    directory: Path

    def up(self, document: dict[str, Any], *args: str) -> Run:
        """The cluster as the document says."""
        self.stack.write(document)
        return self.stack.up(*args)

    @cached_property
    def kubectl(self) -> Kubectl:
        """kubectl through the load balancer."""
        return Kubectl(self.stack.outputs()["kubeconfig"], self.directory, self.stack.environment)

    @property
    def known_kubectl(self) -> Kubectl | None:
        """kubectl where a test has asked for it already."""
        return vars(self).get("kubectl")

    @cached_property
    def api(self) -> Server:
        """The API through the load balancer."""
        return api.server(self.stack.outputs()["kubeconfig"], self.directory)

    def etcd(self, control_plane: int, *members: int) -> Etcd:
        """etcd at these hosts, asked with the identity of a control plane's API server."""
        words = re.findall(r"--etcd-(?:cafile|certfile|keyfile)=\S+", self.api_server(control_plane))
        files = [self.hosts[control_plane].run(f"cat {word.partition('=')[2]}") for word in sorted(words)]
        directory = self.directory / "etcd"
        directory.mkdir(exist_ok=True)
        return Etcd([self.hosts[index].address for index in members], Identity(*files).context(directory))

    def api_server(self, control_plane: int) -> str:
        """The command line of the API server that runs on a host."""
        return self.hosts[control_plane].run("pgrep -a kube-apiserver")

    def etcd_servers(self, control_plane: int) -> set[str]:
        """The etcd endpoints that the API server of a host runs with."""
        [servers] = re.findall(r"--etcd-servers=(\S+)", self.api_server(control_plane))
        return set(servers.split(","))

    def peer_urls(self, *control_planes: int) -> dict[str, str]:
        """The members of a stacked etcd that there should be: name → peer URL."""
        return {f"cp-{index}": f"https://{self.hosts[index].address}:2380" for index in control_planes}

    def holder(self, *candidates: int) -> int:
        """The one host that has the virtual address."""
        command = f"ip -o -4 address show to {vip(self.settings)}/32"
        holders = [index for index in candidates if self.hosts[index].run(command)]
        assert len(holders) == 1, f"hosts with the virtual address: {holders}"
        return holders[0]

    def deploy_web(self) -> None:
        """The demo's web app, rolled out and known to the nodes' kube-proxies."""
        demo_app.deploy(self.kubectl)
        eventually(lambda: self.web_answers(1) >= 3, "most pods of the web app, through its Service on host 1")

    def web_answers(self, index: int) -> int:
        """How many pods of the web app answer to requests that a host sends to the Service."""
        return demo_app.answers(self.kubectl, self.hosts[index])

    def reporting_since(self, moment: datetime) -> set[str]:
        """The Nodes that are Ready and have reported since then: a Node's status outlives the kubelet that wrote it."""
        leases = self.kubectl.get("leases", "-n", "kube-node-lease")["items"]
        renewed = {lease["metadata"]["name"] for lease in leases if datetime.fromisoformat(lease["spec"]["renewTime"]) > moment}
        return renewed & self.kubectl.ready_nodes()
