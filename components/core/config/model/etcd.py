"""The store of a control plane."""

from dataclasses import dataclass
from typing import TypeAlias

from .hosts import Host
from .values import Arg


@dataclass(frozen=True, slots=True, kw_only=True)
class StackedEtcd:
    """A member beside each API server, as kubeadm makes it (`etcd.local` of ClusterConfiguration)."""

    data_dir: str
    extra_args: tuple[Arg, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class EtcdRelease:
    """The archive of an etcd release: `sha256` is the hex digest of the bytes that `url` serves."""

    version: str
    url: str
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ExternalEtcd:
    """Members on hosts of their own, as systemd units. `init_host` alone may create the cluster; afterwards no member is special.

    `quota_bytes` is etcd's quota-backend-bytes, `compaction_retention` its auto-compaction-retention ("8h", periodic).
    """

    hosts: tuple[Host, ...]
    init_host: str
    release: EtcdRelease
    data_dir: str
    client_port: int
    peer_port: int
    metrics_port: int
    quota_bytes: int
    compaction_retention: str
    extra_args: tuple[Arg, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ExistingEtcd:
    """A cluster that is there already: its client URLs, its CA and a client certificate, both in PEM. The key is a secret of the stack."""

    endpoints: tuple[str, ...]
    ca_crt: str
    client_crt: str


Etcd: TypeAlias = StackedEtcd | ExternalEtcd | ExistingEtcd
