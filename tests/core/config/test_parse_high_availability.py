"""What stands under `etcd` and `loadBalancer`, and of hosts that died, becomes what the model says."""

from ipaddress import IPv4Interface

import pytest

from components.core.config.model import EtcdRelease, ExistingEtcd, ExternalEtcd, Haproxy, KubeVip, StackedEtcd
from components.core.config.parse import parse
from tests.core.config.documents import certificate, changed, existing, external, full, hosts, kube_vip, small

VIP = IPv4Interface("10.0.0.100/24")


def test_stacked_etcd_needs_no_word():
    assert parse(small()).etcd == StackedEtcd(data_dir="/var/lib/etcd", extra_args=())


def test_every_key_of_external_etcd_arrives():
    etcd = parse(external()).etcd
    assert isinstance(etcd, ExternalEtcd)
    assert [host.name for host in etcd.hosts] == ["etcd-1", "etcd-2", "etcd-3"]
    assert (etcd.init_host, etcd.data_dir, etcd.compaction_retention, etcd.quota_bytes) == ("etcd-2", "/srv/etcd/data", "30m", 4 * 2**30)
    assert (etcd.client_port, etcd.peer_port, etcd.metrics_port) == (12379, 12380, 12381)
    assert etcd.release == EtcdRelease(version="3.6.9", url="https://mirror.example.com/etcd.tar.gz", sha256="cd" * 32)
    assert [(arg.name, arg.value) for arg in etcd.extra_args] == [("heartbeat-interval", "200")]


def test_external_etcd_is_hosts_and_defaults():
    etcd = parse({**full(), "etcd": {"topology": "external", "hosts": hosts("etcd", 31, 1)}}).etcd
    assert isinstance(etcd, ExternalEtcd)
    assert (etcd.init_host, etcd.data_dir, etcd.compaction_retention, etcd.quota_bytes) == ("etcd-1", "/var/lib/etcd", "8h", 8 * 2**30)
    assert (etcd.client_port, etcd.peer_port, etcd.metrics_port) == (2379, 2380, 2381)
    assert etcd.release.url == "https://github.com/etcd-io/etcd/releases/download/v3.6.8/etcd-v3.6.8-linux-amd64.tar.gz"
    assert etcd.release.sha256.startswith("cf9cfe91")


def test_a_known_release_needs_no_digest():
    release = parse(changed(external(), ("etcd", "release"), {"version": "3.6.14"})).etcd.release
    assert release.url.endswith("/v3.6.14/etcd-v3.6.14-linux-amd64.tar.gz")
    assert release.sha256.startswith("ffe840ff")


def test_a_given_etcd_is_urls_and_certificates():
    assert parse(existing()).etcd == ExistingEtcd(
        endpoints=("https://10.0.1.1:2379", "https://10.0.1.2:2379", "https://10.0.1.3:2379"),
        ca_crt=certificate(),
        client_crt=certificate(),
    )


def test_a_bundle_of_certificates_is_one_text_without_what_tools_write_around_them():
    written = f"Certificate: $(id)\r\n{certificate()}\n# the other one\n{certificate()}"
    assert parse(changed(existing(), ("etcd", "ca"), written)).etcd.ca_crt == certificate() * 2


def test_haproxy_on_hosts_of_its_own():
    balancer = parse(full()).load_balancer
    assert isinstance(balancer, Haproxy)
    assert [host.name for host in balancer.hosts] == ["lb-1", "lb-2"]
    assert (balancer.vip, balancer.interface, balancer.router_id) == (VIP, "eth0", 61)


def test_kube_vip():
    image = "registry.example.com:5000/kube-vip/kube-vip:v1.0.0"
    assert parse(kube_vip()).load_balancer == KubeVip(vip=VIP, interface="eth0", image=image)
    plain = parse({**full(), "loadBalancer": {"type": "kubeVip", "vip": "10.0.0.100/24"}}).load_balancer
    assert plain == KubeVip(vip=VIP, interface=None, image="ghcr.io/kube-vip/kube-vip:v1.0.0")


@pytest.mark.parametrize(
    ("balancer", "endpoint"),
    [
        ({"type": "haproxy", "vip": "10.0.0.100/24", "hosts": hosts("lb", 5, 2)}, "10.0.0.100:6443"),
        ({"type": "haproxy", "vip": "10.0.0.100/24", "hosts": hosts("lb", 5, 2), "port": 443}, "10.0.0.100:443"),
        ({"type": "haproxy", "hosts": hosts("lb", 5, 1)}, "10.0.0.5:6443"),
        ({"type": "haproxy", "vip": "10.0.0.100/24"}, "10.0.0.100:8443"),
        ({"type": "kubeVip", "vip": "10.0.0.100/24"}, "10.0.0.100:6443"),
    ],
)
def test_an_endpoint_that_is_left_out_is_the_load_balancers(balancer: dict, endpoint: str):
    assert str(parse({**full(), "endpoint": None, "loadBalancer": balancer}).endpoint) == endpoint


def test_an_endpoint_of_the_users_own_needs_no_load_balancer():
    spec = parse({**full(), "loadBalancer": None})
    assert spec.load_balancer is None
    assert str(spec.endpoint) == "api.example.com:6443"


def test_neighbours_on_a_network_have_router_ids_of_their_own():
    ids = [
        parse(
            changed(changed(full(), ("loadBalancer", "routerId"), None), ("loadBalancer", "vip"), f"10.0.0.{n}/24")
        ).load_balancer.router_id
        for n in range(100, 255)
    ]
    assert len(set(ids)) == len(ids)
    assert all(1 <= number <= 255 for number in ids)


def test_generation_and_death_are_the_hosts_own():
    first, second, _ = parse(changed(full(), ("controlPlane", "hosts", 1, "dead"), True)).control_plane.hosts
    assert (first.generation, first.dead, second.generation, second.dead) == (2, False, 1, True)


@pytest.mark.parametrize(
    ("written", "count", "at_once"), [("20%", 10, 2), ("20%", 4, 1), ("99%", 3, 2), ("100%", 3, 3), (2, 3, 2), ("1%", 1, 1)]
)
def test_a_percentage_of_a_pool_is_rounded_down_and_one_at_least(written: object, count: int, at_once: int):
    pool = {"name": "general", "maxUnavailable": written, "hosts": hosts("w", 200, count)}
    assert parse({**full(), "workerPools": [pool]}).worker_pools[0].max_unavailable == at_once


def test_labels_of_roles_and_zones_are_anybodys():
    """Hosts on bare metal differ rack by rack, and which of them serve from outside is their user's to say."""
    document = full()
    own = {
        "topology.kubernetes.io/zone": "a",
        "node.kubernetes.io/exclude-from-external-load-balancers": "",
        "node-role.kubernetes.io/infra": "",
    }
    taints = [{"key": "node-role.kubernetes.io/ingress", "effect": effect} for effect in ("NoSchedule", "NoExecute")]
    document["controlPlane"]["hosts"][0]["labels"] = own
    document["workerPools"][1] |= {"labels": own, "taints": taints}

    spec = parse(document)

    assert spec.control_plane.hosts[0].labels == own
    assert [taint.effect for taint in spec.worker_pools[1].taints] == ["NoExecute", "NoSchedule"]


def test_a_pool_may_be_there_for_what_its_last_hosts_are_drained_with():
    document = full()
    document["workerPools"][0]["hosts"] = []
    assert parse(document).worker_pools[0].drain.on_blocked_budget == "force"


def test_a_blocked_budget_fails_a_drain_unless_said_otherwise():
    general, gpu = parse(full()).worker_pools
    assert (general.drain.on_blocked_budget, gpu.drain.on_blocked_budget) == ("force", "fail")


def test_arguments_of_kubelets_keep_their_order():
    args = [{"name": "v", "value": "4"}, {"name": "node-labels", "value": "a=b"}]
    assert [arg.name for arg in parse({**full(), "kubeletExtraArgs": args}).kubelet_extra_args] == ["v", "node-labels"]
    assert parse(small()).kubelet_extra_args == ()
