"""Stacked etcd: kubeadm runs a member beside each API server."""

from collections.abc import Mapping, Sequence

import pulumi

from .core import names
from .core.render import paths
from .core.roles import control_planes
from .core.spec import model
from .core.spec.model import Json
from .core.steps import File, membership_step
from .remote import Fleet, RemoteStep


class StackedEtcd:
    """The members are kubeadm's own work; all they need from here is a CA that every control plane shares."""

    ready: Sequence[pulumi.Resource] = ()
    settled: Sequence[pulumi.Resource] = ()
    renews = False

    def __init__(self, fleet: Fleet, etcd: model.StackedEtcd, ca_crt: pulumi.Output[str], ca_key: pulumi.Output[str]) -> None:
        arguments: dict[str, Json] = {"extraArgs": [{"name": arg.name, "value": arg.value} for arg in etcd.extra_args]}
        self.kubeadm_stanza: Mapping[str, Json] = {"local": {"dataDir": etcd.data_dir, **(arguments if etcd.extra_args else {})}}
        self.client_files: pulumi.Output[tuple[File, ...]] = pulumi.Output.all(ca_crt, ca_key).apply(
            lambda pair: (File(f"{paths.PKI}/etcd/ca.crt", pair[0]), File(f"{paths.PKI}/etcd/ca.key", pair[1], "0600"))
        )
        self._fleet = fleet

    def gate(self, after: pulumi.Resource) -> pulumi.Resource:
        """The step runs on the control plane that was born first."""
        fleet = self._fleet
        speaker = control_planes(fleet.spec)[0]
        opts = pulumi.ResourceOptions(parent=fleet.cluster, depends_on=[after])
        return RemoteStep(names.MEMBERSHIP, membership_step(fleet.spec, speaker), fleet.way(speaker), opts)
