"""The etcd settings of kubeadm, and the configuration file and the unit of a member of external etcd.

Rules: https://etcd.io/docs/v3.6/op-guide/configuration/ (the keys of the file are flags; client and peer TLS have a key each) and
https://github.com/etcd-io/etcd/blob/release-3.6/etcd.conf.yml.sample
"""

from collections.abc import Iterable, Mapping
from typing import Final

from ..config.model import Arg, ClusterSpec, ExistingEtcd, ExternalEtcd, Host, Json, StackedEtcd
from ..names import natural
from ..roles import peer_url
from . import paths
from .document import document

CONFIG: Final = "/etc/etcd/etcd.yaml"
UNIT: Final = "/etc/systemd/system/etcd.service"
PKI: Final = "/etc/etcd/pki"
PROGRAM: Final = "/usr/local/bin/etcd"
# Lists in the file; as flags they are separated by commas.
_LISTS: Final = frozenset({"cipher-suites", "log-outputs"})


def client_url(etcd: ExternalEtcd, host: Host) -> str:
    """Returns the URL at which API servers reach the member on a host."""
    return f"https://{host.address}:{etcd.client_port}"


def kubeadm_etcd(spec: ClusterSpec) -> Mapping[str, Json]:
    """Returns the field `etcd` of kubeadm's ClusterConfiguration: `local` if kubeadm runs the members, else `external`.

    Rules: https://kubernetes.io/docs/reference/config-api/kubeadm-config.v1beta4/#kubeadm-k8s-io-v1beta4-Etcd
    """
    match spec.etcd:
        case StackedEtcd(data_dir=data_dir, extra_args=args):
            extra: dict[str, Json] = {"extraArgs": [{"name": arg.name, "value": arg.value} for arg in args]} if args else {}
            return {"local": {"dataDir": data_dir, **extra}}
        case ExternalEtcd(hosts=hosts) as etcd:
            living = sorted((host for host in hosts if not host.dead), key=lambda host: natural(host.name))
            return _external(client_url(etcd, host) for host in living)
        case ExistingEtcd(endpoints=endpoints):
            return _external(endpoints)


def _external(endpoints: Iterable[str]) -> Mapping[str, Json]:
    files: dict[str, Json] = {"caFile": paths.ETCD_CA, "certFile": paths.ETCD_CLIENT_CRT, "keyFile": paths.ETCD_CLIENT_KEY}
    return {"external": {"endpoints": [*endpoints], **files}}


def etcd_config(spec: ClusterSpec, etcd: ExternalEtcd, host: Host) -> str:
    """Returns the configuration of a member that has joined.

    The join adds the list of members at that time. Nothing here changes when other members come and go.
    """
    peer, client = peer_url(spec, host), client_url(etcd, host)
    security: dict[str, Json] = {
        "cert-file": f"{PKI}/member.crt",
        "key-file": f"{PKI}/member.key",
        "client-cert-auth": True,
        "trusted-ca-file": f"{PKI}/ca.crt",
    }
    return document(
        {
            "name": host.name,
            "data-dir": etcd.data_dir,
            "listen-peer-urls": peer,
            "listen-client-urls": f"{client},https://127.0.0.1:{etcd.client_port}",
            "listen-metrics-urls": f"http://127.0.0.1:{etcd.metrics_port}",
            "initial-advertise-peer-urls": peer,
            "advertise-client-urls": client,
            "initial-cluster-token": spec.name,
            "client-transport-security": security,
            "peer-transport-security": security,
            "tls-min-version": "TLS1.2",
            "auto-compaction-mode": "periodic",
            "auto-compaction-retention": etcd.compaction_retention,
            "quota-backend-bytes": etcd.quota_bytes,
            **{arg.name: _value(arg) for arg in etcd.extra_args},
        }
    )


def etcd_unit() -> str:
    """Returns the systemd unit. Its start has no time limit: after a power cut, a member waits for a quorum of the others.

    Once it has joined, a member does not start without its data; `patches.py` does the same for a static pod.
    """
    return f"""\
[Unit]
Description=etcd
Documentation=https://etcd.io/docs/
After=network-online.target
Wants=network-online.target
StartLimitIntervalSec=0
AssertPathExists={paths.ETCD_MEMBER}

[Service]
Type=notify
User=etcd
ExecStart={PROGRAM} --config-file {CONFIG}
Restart=always
RestartSec=2
TimeoutStartSec=infinity
LimitNOFILE=65536
NoNewPrivileges=yes

[Install]
WantedBy=multi-user.target
"""


def _value(arg: Arg) -> Json:
    """Returns the value with its type in the file: a number, a boolean, a list or text."""
    if arg.name in _LISTS:
        return [*arg.value.split(",")]
    if arg.value in {"true", "false"}:
        return arg.value == "true"
    return int(arg.value) if arg.value.isdecimal() and arg.value.isascii() else arg.value
