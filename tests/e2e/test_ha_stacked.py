"""Three control planes with etcd beside them, two load balancers and two workers: what may break does, and what may change does.

One cluster lives through the whole module, so the tests stand in the order of its life.
"""

import time
from datetime import UTC, datetime

import pytest

from tests.e2e import power
from tests.e2e.ha_clusters import BALANCERS, CONTROL_PLANES, WORKERS, change_host, ha, vip
from tests.e2e.hosts import eventually
from tests.e2e.life import Life
from tests.instruments import api
from tests.instruments.etcd import QuorumWatch

pytestmark = [pytest.mark.timeout(1500), pytest.mark.alone]

HOSTS = 9
USED = (*CONTROL_PLANES, *BALANCERS, *WORKERS)
NODES = {"cp-1", "cp-2", "cp-3", "worker-8", "worker-9"}
FAILOVER_SECONDS = 3
# An election takes up to two election timeouts of a second each; without a quorum it would be all of the time.
ELECTION_SECONDS = 2.5


@pytest.fixture(scope="module")
def built(life: Life, bare: dict[int, set[str]]) -> Life:
    """The cluster, just built."""
    life.up(ha(life.settings)).ok()
    return life


def test_up_ends_with_ready_nodes_behind_the_virtual_address(built: Life):
    assert built.kubectl.ready_nodes() == NODES
    assert built.stack.outputs()["endpoint"] == f"{vip(built.settings)}:6443"
    assert built.api.host == vip(built.settings)
    assert built.etcd(1, *CONTROL_PLANES).voters() == built.peer_urls(*CONTROL_PLANES)
    assert built.holder(*USED) in BALANCERS


def test_the_web_app_answers_through_its_service(built: Life):
    built.deploy_web()
    assert built.web_answers(1) >= 3


def test_the_next_preview_is_empty_and_touches_no_host(built: Life):
    before = {index: built.hosts[index].logins() for index in USED}
    assert built.stack.preview() == []
    assert {index: built.hosts[index].logins() for index in USED} == before


def test_the_api_is_back_at_once_when_the_active_load_balancer_dies(built: Life, record_property):
    holder = built.holder(*BALANCERS)
    with api.prober(built.api) as probe:
        time.sleep(3)
        power.cut([built.hosts[holder]])
        time.sleep(12)
    record_property("gap through the virtual address", f"{probe.gap:.2f} s, {len(probe.problems)} of {len(probe.samples)} failed")
    assert probe.gap <= FAILOVER_SECONDS, probe.problems
    power.boot(built.hosts)
    eventually(lambda: built.hosts[holder].run("systemctl is-active haproxy keepalived || true").split() == ["active"] * 2, "both run")
    built.holder(*BALANCERS)


def test_a_dying_control_plane_fails_no_request_but_those_it_was_serving(built: Life, record_property):
    etcd = built.etcd(1, *CONTROL_PLANES)
    name = etcd.leader()
    victim = int(name.removeprefix("cp-"))
    with api.ordinary_clients(built.api, built.peer_urls(*CONTROL_PLANES)) as clients:
        time.sleep(3)
        assert set().union(*(client.served for client in clients)) == set(built.peer_urls(*CONTROL_PLANES)), (
            "not spread over the control planes"
        )
        assert [failure for client in clients for failure in client.failures] == []
        power.cut([built.hosts[victim]])
        time.sleep(20)
    failures = [failure for client in clients for failure in client.failures]
    slowest = max(client.slowest for client in clients)
    record_property("requests while a control plane died", f"{len(failures)} failed, the slowest answer took {slowest:.2f} s")
    assert {failure.served_by for failure in failures} <= {name}, failures
    assert all(client.served - {name} for client in clients), "a client has not found another control plane"
    power.boot(built.hosts)
    eventually(lambda: len(etcd.healthy()) == len(CONTROL_PLANES), f"etcd on {name} is back", 120)


def test_the_cluster_comes_back_by_itself_when_all_power_was_cut(built: Life, record_property):
    power.cut(built.hosts.values())
    power.boot(built.hosts)
    booted = datetime.now(UTC)
    eventually(lambda: _reports(built, booted) == NODES, "all nodes report again", 240)
    record_property("from boot to all nodes reporting", f"{(datetime.now(UTC) - booted).total_seconds():.0f} s")
    eventually(lambda: built.web_answers(1) >= 3, "the web app answers again", 120)
    assert built.etcd(1, *CONTROL_PLANES).voters() == built.peer_urls(*CONTROL_PLANES)
    assert built.stack.preview() == []


def test_a_control_plane_without_etcds_data_serves_nothing_while_the_others_are_down(built: Life):
    """It would be an empty cluster of one behind the virtual address, until the others come back and its writes are lost."""
    lost, etcd = built.hosts[1], built.etcd(1, *CONTROL_PLANES)
    # The same files under other names: they stay whole while etcd writes.
    lost.run("cp -al /var/lib/etcd /var/lib/kept")
    power.cut([built.hosts[2], built.hosts[3]])
    # With the API server, which would keep the kubelet waiting for half a minute at a time.
    lost.run("rm -rf /var/lib/etcd/*; crictl stop --timeout 0 $(crictl ps --quiet --name '^(etcd|kube-apiserver)$')")
    never = "mkdir /var/lib/pulumi-kubeadm/etcd-member: file exists"
    eventually(lambda: never in lost.run("journalctl -u kubelet -o cat"), "etcd's container is not made again", 120)
    assert lost.run("crictl ps --quiet --name '^etcd$'; find /var/lib/etcd -name '*.wal'") == ""
    assert built.kubectl("get", "--raw", "/readyz", check=False) != "ok"
    lost.run("rm -rf /var/lib/etcd && mv /var/lib/kept /var/lib/etcd && systemctl restart kubelet")
    power.boot(built.hosts)
    eventually(lambda: len(etcd.healthy()) == len(CONTROL_PLANES), "all members are back", 240)
    built.holder(*BALANCERS)


def test_with_one_member_down_the_removal_of_another_is_refused(built: Life):
    power.cut([built.hosts[3]])
    members, servers = built.etcd(1, 1, 2).members(), balancer_files(built)
    run = built.up(ha(built.settings, control_planes=(1, 3)))
    assert run.status != 0, run.output
    assert "Traceback" not in run.output
    assert "cp-2" in run.output
    assert "cp-3" in run.output
    assert "quorum" in run.output
    assert built.etcd(1, 1, 2).members() == members
    assert {node["metadata"]["name"] for node in built.kubectl.get("nodes")["items"]} == NODES
    assert not any(node["spec"].get("unschedulable") for node in built.kubectl.get("nodes")["items"])
    assert balancer_files(built) == servers


def test_a_dead_control_plane_is_buried_without_contact(built: Life):
    document = change_host(ha(built.settings), "cp-3", dead=True, hostKey=power.host_key(built.hosts[3]))
    built.up(document).ok()
    assert built.etcd(1, 1, 2).voters() == built.peer_urls(1, 2)
    assert built.kubectl.ready_nodes() == NODES - {"cp-3"}
    assert built.hosts[3].address not in "".join(balancer_files(built).values())
    assert built.stack.preview() == []


def test_a_word_that_was_acted_on_is_not_taken_back(built: Life):
    built.stack.write(ha(built.settings))
    preview = built.stack.pulumi("preview")
    assert preview.status != 0
    assert "because cp-3 has been given up: write `generation: 2` in its place" in preview.output
    # Without a preview its host, which is off, is asked first.
    assert built.stack.up().status != 0
    assert built.etcd(1, 1, 2).voters() == built.peer_urls(1, 2)


def test_a_new_disk_under_the_name_of_the_dead_joins_with_a_key_that_was_written(built: Life):
    document = change_host(ha(built.settings), "cp-3", generation=2, hostKey=power.host_key(built.hosts[3]))
    new_key = power.replace(built.hosts[3])
    refused = built.up(document)
    assert refused.status != 0
    assert "host key" in refused.output.lower()
    built.up(change_host(document, "cp-3", hostKey=new_key)).ok()
    assert built.kubectl.ready_nodes() == NODES
    assert built.etcd(1, *CONTROL_PLANES).voters() == built.peer_urls(*CONTROL_PLANES)
    assert built.hosts[3].address in "".join(balancer_files(built).values())
    assert built.stack.preview() == []


@pytest.mark.parametrize("count", [5, 3])
def test_scaling_never_loses_the_quorum(built: Life, count: int, record_property):
    control_planes = tuple(range(1, count + 1))
    etcd = built.etcd(1, 1, 2, 3, 4, 5)
    with QuorumWatch(etcd) as watch:
        built.up(change_host(ha(built.settings, control_planes), "cp-3", generation=2)).ok()
    record_property(f"longest time without a quorum on the way to {count}", f"{watch.gap:.2f} s, {watch.answers} answers")
    assert watch.gap <= ELECTION_SECONDS
    assert etcd.voters() == built.peer_urls(*control_planes)
    assert built.kubectl.ready_nodes() == {*(f"cp-{index}" for index in control_planes), "worker-8", "worker-9"}
    assert built.stack.preview() == []


def test_control_planes_that_left_are_clean(built: Life, bare: dict[int, set[str]]):
    for index in (4, 5):
        assert built.hosts[index].traces() - bare[index] == set(), f"left on host {index}"
        assert bare[index] - built.hosts[index].traces() == set(), f"gone from host {index}"
        assert built.hosts[index].address not in "".join(balancer_files(built).values())


def test_destroy_leaves_the_hosts_as_they_were(built: Life, bare: dict[int, set[str]]):
    built.stack.destroy().ok()
    for index in USED:
        assert built.hosts[index].traces() - bare[index] == set(), f"left on host {index}"


def balancer_files(life: Life) -> dict[int, str]:
    """What each load balancer is told."""
    return {index: life.hosts[index].run("cat /etc/haproxy/haproxy.cfg") for index in BALANCERS}


def _reports(life: Life, since: datetime) -> set[str]:
    """The Nodes that report, none while the API does not answer."""
    try:
        return life.reporting_since(since)
    except AssertionError:
        return set()
