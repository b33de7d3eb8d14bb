"""An etcd that somebody else runs: the cluster is born in it and keeps its hands off it."""

import base64
from ipaddress import IPv4Address
from pathlib import Path

import pytest

from components.core.config.model import Host, Ssh
from components.core.render.kubeconfig import Credentials
from lab import mirror
from lab.settings import Settings
from tests.e2e.clusters import cluster, host
from tests.e2e.hosts import LabHost
from tests.e2e.kubernetes import Kubectl
from tests.e2e.stack import Stack
from tests.scripts.real.pki import Authority

HOSTS = 2
MINUTES = 1
STRANGER = 2
"""The host that etcd runs on, of which the stack file knows its URL."""

START = """
mkdir -p /srv/etcd/pki
curl -fsS '{url}' | tar -xz -C /srv/etcd --strip-components 1
base64 -d <<<{ca} >/srv/etcd/pki/ca.crt
base64 -d <<<{crt} >/srv/etcd/pki/server.crt
base64 -d <<<{key} >/srv/etcd/pki/server.key
systemd-run --quiet --unit existing-etcd /srv/etcd/etcd --name existing --data-dir /srv/etcd/data \\
  --listen-client-urls https://{address}:2379 --advertise-client-urls https://{address}:2379 \\
  --listen-peer-urls http://127.0.0.1:2380 --listen-metrics-urls http://127.0.0.1:2381 \\
  --cert-file /srv/etcd/pki/server.crt --key-file /srv/etcd/pki/server.key \\
  --client-cert-auth --trusted-ca-file /srv/etcd/pki/ca.crt
for _ in $(seq 60); do curl -fsS http://127.0.0.1:2381/health && exit 0; sleep 0.5; done
journalctl -u existing-etcd -n 20 >&2
exit 1
"""
KEYS = "ETCDCTL_API=3 /srv/etcd/etcdctl --endpoints https://{address}:2379 --cacert /srv/etcd/pki/ca.crt \
 --cert /srv/etcd/pki/server.crt --key /srv/etcd/pki/server.key get /registry/minions/ --prefix --keys-only"


def encoded(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


@pytest.fixture(scope="module")
def authority() -> Authority:
    return Authority("somebody's etcd")


@pytest.fixture(scope="module")
def client(authority: Authority, settings: Settings, hosts: dict[int, LabHost]) -> Credentials:
    """A running etcd of one member, and a client certificate for it."""
    address = hosts[STRANGER].address
    ssh = Ssh(user="root", port=22, host_key="", bastion=None)
    server = authority.member(Host(name="existing", address=IPv4Address(address), ssh=ssh))
    hosts[STRANGER].run(
        START.format(
            url=mirror.etcd_release(settings)["url"],
            address=address,
            ca=encoded(server.ca_crt),
            crt=encoded(server.client_crt),
            key=encoded(server.client_key),
        )
    )
    return authority.credentials("kube-apiserver-etcd-client", "nobody")


@pytest.fixture(scope="module")
def built(stack: Stack, settings: Settings, hosts: dict[int, LabHost], client: Credentials) -> Stack:
    stack.secret("etcdClientKey", client.client_key)
    etcd = {
        "topology": "existing",
        "endpoints": [f"https://{hosts[STRANGER].address}:2379"],
        "ca": client.ca_crt,
        "cert": client.client_crt,
    }
    schedulable = {"hosts": [host(settings, 1, "cp-1")], "schedulable": True}
    stack.write(cluster(settings, (), workerPools=[], controlPlane=schedulable, etcd=etcd))
    stack.up().ok()
    return stack


def test_the_cluster_lives_in_the_etcd_that_was_given(built: Stack, hosts: dict[int, LabHost], environment: dict[str, str], tmp_path: Path):
    kubectl = Kubectl(built.outputs()["kubeconfig"], tmp_path, environment)

    assert kubectl.ready_nodes() == {"cp-1"}
    assert hosts[STRANGER].run(KEYS.format(address=hosts[STRANGER].address)).split() == ["/registry/minions/cp-1"]
    assert "etcd" not in hosts[1].run("crictl ps --quiet --label io.kubernetes.container.name=etcd")
    assert built.preview() == []


def test_the_key_is_nowhere_in_clear(built: Stack, client: Credentials):
    secret = client.client_key.splitlines()[1]
    assert secret not in built.state()
    assert secret not in built.diff()


def test_destroy_leaves_the_given_etcd_alone(built: Stack, hosts: dict[int, LabHost]):
    """Its data is not ours to delete, and nobody has been told to."""
    before = hosts[STRANGER].logins()
    built.destroy().ok()

    assert hosts[STRANGER].run(KEYS.format(address=hosts[STRANGER].address)).split() == ["/registry/minions/cp-1"]
    assert hosts[STRANGER].logins() == before
    assert hosts[1].run("ls -A /etc/kubernetes 2>/dev/null || true") == ""
