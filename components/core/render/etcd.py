"""A member of external etcd: its configuration file and its unit.

Rules: https://etcd.io/docs/v3.6/op-guide/configuration/ (the file has flags as keys, and the two kinds of TLS below a key each) and
https://github.com/etcd-io/etcd/blob/release-3.6/etcd.conf.yml.sample
"""

from collections.abc import Mapping, Sequence
from typing import Final

from ..roles import peer_url
from ..spec.model import Arg, ClusterSpec, ExternalEtcd, Host, Json
from . import paths
from .document import document

CONFIG: Final = "/etc/etcd/etcd.yaml"
UNIT: Final = "/etc/systemd/system/etcd.service"
PKI: Final = "/etc/etcd/pki"
PROGRAM: Final = "/usr/local/bin/etcd"
# Keys that the file has as lists, where the flag has commas.
_LISTS: Final = frozenset({"cipher-suites", "log-outputs"})


def client_url(etcd: ExternalEtcd, host: Host) -> str:
    """Where API servers reach the member on a host."""
    return f"https://{host.address}:{etcd.client_port}"


def etcd_config(spec: ClusterSpec, etcd: ExternalEtcd, host: Host) -> str:
    """The configuration of a member that has been born.

    Its birth appends who the members are then. A member that has lost its data would find none in here, so it stops instead of
    making a cluster of its own. Nothing in here changes when others come and go.
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


def etcd_elsewhere(endpoints: Sequence[str]) -> Mapping[str, Json]:
    """`etcd` of kubeadm's ClusterConfiguration for members that kubeadm does not run."""
    files: dict[str, Json] = {"caFile": paths.ETCD_CA, "certFile": paths.ETCD_CLIENT_CRT, "keyFile": paths.ETCD_CLIENT_KEY}
    return {"external": {"endpoints": [*endpoints], **files}}


def etcd_unit() -> str:
    """The systemd unit. A member may take as long as it needs to find the others: after a power cut it waits for a quorum of them."""
    return f"""\
[Unit]
Description=etcd
Documentation=https://etcd.io/docs/
After=network-online.target
Wants=network-online.target
StartLimitIntervalSec=0

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
    """As the file has it: a number, a truth value, a list or a text."""
    if arg.name in _LISTS:
        return [*arg.value.split(",")]
    if arg.value in {"true", "false"}:
        return arg.value == "true"
    return int(arg.value) if arg.value.isdecimal() and arg.value.isascii() else arg.value
