"""Stacked etcd: kubeadm runs a member beside each API server."""

from collections.abc import Mapping, Sequence

import pulumi

from .core.render import paths
from .core.spec import model
from .core.spec.model import Json
from .core.steps import File


class StackedEtcd:
    """The members are kubeadm's own work; all they need from here is a CA that every control plane shares."""

    def __init__(self, etcd: model.StackedEtcd, ca_crt: pulumi.Output[str], ca_key: pulumi.Output[str]) -> None:
        arguments: dict[str, Json] = {"extraArgs": [{"name": arg.name, "value": arg.value} for arg in etcd.extra_args]}
        self.kubeadm_stanza: Mapping[str, Json] = {"local": {"dataDir": etcd.data_dir, **(arguments if etcd.extra_args else {})}}
        self.client_files: pulumi.Output[tuple[File, ...]] = pulumi.Output.all(ca_crt, ca_key).apply(
            lambda pair: (File(f"{paths.PKI}/etcd/ca.crt", pair[0]), File(f"{paths.PKI}/etcd/ca.key", pair[1], "0600"))
        )
        self.ready: Sequence[pulumi.Resource] = ()
