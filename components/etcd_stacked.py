"""Stacked etcd: kubeadm runs a member beside each API server."""

from collections.abc import Sequence

import pulumi

from .core import names
from .core.ports import CLIENT_PORT
from .core.render import paths
from .core.render.kubeconfig import Credentials
from .core.roles import control_planes
from .core.steps import File, membership_step
from .remote import Fleet, RemoteStep


class StackedEtcd:
    """kubeadm runs the members; all they need from here is a CA that every control plane shares."""

    ready: Sequence[pulumi.Resource] = ()
    members_updated: Sequence[pulumi.Resource] = ()

    def __init__(self, fleet: Fleet, ca_crt: pulumi.Output[str], ca_key: pulumi.Output[str], client: pulumi.Output[Credentials]) -> None:
        self.client_files: pulumi.Output[tuple[File, ...]] = pulumi.Output.all(ca_crt, ca_key).apply(
            lambda pair: (File(f"{paths.PKI}/etcd/ca.crt", pair[0]), File(f"{paths.PKI}/etcd/ca.key", pair[1], "0600"))
        )
        self.client = client
        self.endpoints = [f"https://{host.address}:{CLIENT_PORT}" for host in fleet.spec.control_plane.hosts if not host.dead]
        self._fleet = fleet

    def quorum_check(self, initialized: pulumi.Resource) -> pulumi.Resource:
        """Registers the step, which runs on the first control plane."""
        fleet = self._fleet
        first = control_planes(fleet.spec)[0]
        opts = pulumi.ResourceOptions(parent=fleet.cluster, depends_on=[initialized])
        return RemoteStep(names.MEMBERSHIP, membership_step(fleet.spec, first), fleet.connection(first), opts)
