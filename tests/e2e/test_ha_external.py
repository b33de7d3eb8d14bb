"""Three control planes, two load balancers, two workers, and etcd on three hosts of its own, which become five and three again.

One cluster lives through the whole module, so the tests stand in the order of its life.
"""

import pytest

from tests.e2e import power
from tests.e2e.ha_clusters import BALANCERS, CONTROL_PLANES, WORKERS, change_host, external_etcd, ha
from tests.e2e.hosts import eventually
from tests.e2e.life import Life
from tests.instruments.etcd import QuorumWatch

pytestmark = [pytest.mark.timeout(1500), pytest.mark.alone, pytest.mark.long]

HOSTS = 14
MEMBERS, MORE = (10, 11, 12), (10, 11, 12, 13, 14)
NODES = {"cp-1", "cp-2", "cp-3", "worker-8", "worker-9"}
ELECTION_SECONDS = 2.5


def document(life: Life, members: tuple[int, ...] = MEMBERS) -> dict:
    """The cluster with etcd on these hosts."""
    return ha(life.settings, etcd=external_etcd(life.settings, members))


def endpoints(life: Life, *members: int) -> set[str]:
    """What an API server should ask."""
    return {f"https://{life.hosts[index].address}:2379" for index in members}


def peer_urls(life: Life, *members: int) -> dict[str, str]:
    """The members that there should be."""
    return {f"etcd-{index}": f"https://{life.hosts[index].address}:2380" for index in members}


@pytest.fixture(scope="module")
def built(life: Life, bare: dict[int, set[str]]) -> Life:
    """The cluster, just built."""
    life.up(document(life)).ok()
    return life


def test_up_ends_with_ready_nodes_and_etcd_elsewhere(built: Life):
    assert built.kubectl.ready_nodes() == NODES
    assert built.etcd(1, *MEMBERS).voters() == peer_urls(built, *MEMBERS)
    for index in CONTROL_PLANES:
        assert built.etcd_servers(index) == endpoints(built, *MEMBERS)
        assert built.hosts[index].run("pgrep -x etcd || true") == ""
    assert built.stack.preview() == []


def test_the_web_app_answers_through_its_service(built: Life):
    built.deploy_web()
    assert built.web_answers(1) >= 3


def test_members_come_without_losing_the_quorum(built: Life, record_property):
    changed(built, MORE, record_property)


def test_with_two_members_of_five_down_the_removal_of_others_is_refused(built: Life):
    power.cut([built.hosts[13], built.hosts[14]])
    etcd = built.etcd(1, 10, 11, 12)
    before = etcd.members()
    run = built.up(document(built, (10, 13, 14)))
    assert run.status != 0, run.output
    assert [word for word in ("etcd-11", "etcd-13", "etcd-14", "quorum") if word not in run.output] == [], run.output
    assert "Traceback" not in run.output
    assert etcd.members() == before
    for index in CONTROL_PLANES:
        assert built.etcd_servers(index) == endpoints(built, *MORE)


def test_members_go_without_losing_the_quorum(built: Life, record_property):
    power.boot(built.hosts)
    eventually(lambda: len(built.etcd(1, *MORE).healthy()) == len(MORE), "etcd is whole", 120)
    changed(built, MEMBERS, record_property)


def test_members_that_left_are_clean(built: Life, bare: dict[int, set[str]]):
    for index in set(MORE) - set(MEMBERS):
        assert built.hosts[index].traces() - bare[index] == set(), f"left on host {index}"
        assert bare[index] - built.hosts[index].traces() == set(), f"gone from host {index}"


def test_a_dead_member_is_buried_and_replaced(built: Life):
    dead = change_host(document(built), "etcd-12", dead=True, hostKey=power.host_key(built.hosts[12]))
    power.cut([built.hosts[12]])
    built.up(dead).ok()
    assert built.etcd(1, 10, 11).voters() == peer_urls(built, 10, 11)
    for index in CONTROL_PLANES:
        assert built.etcd_servers(index) == endpoints(built, 10, 11)
    new_key = power.replace(built.hosts[12])
    built.up(change_host(document(built), "etcd-12", generation=2, hostKey=new_key)).ok()
    assert built.etcd(1, *MEMBERS).voters() == peer_urls(built, *MEMBERS)
    for index in CONTROL_PLANES:
        assert built.etcd_servers(index) == endpoints(built, *MEMBERS)
    assert built.stack.preview() == []


def test_destroy_leaves_the_hosts_as_they_were(built: Life, bare: dict[int, set[str]]):
    built.stack.destroy().ok()
    for index in (*CONTROL_PLANES, *BALANCERS, *WORKERS, *MEMBERS):
        assert built.hosts[index].traces() - bare[index] == set(), f"left on host {index}"


def changed(life: Life, members: tuple[int, ...], record_property) -> None:
    """Changes the members while the quorum is watched, and looks at all that should follow."""
    etcd = life.etcd(1, *MORE)
    with QuorumWatch(etcd) as watch:
        life.up(document(life, members)).ok()
    record_property(f"longest time without a quorum on the way to {len(members)}", f"{watch.gap:.2f} s, {watch.answers} answers")
    assert watch.gap <= ELECTION_SECONDS
    assert etcd.voters() == peer_urls(life, *members)
    for index in CONTROL_PLANES:
        assert life.etcd_servers(index) == endpoints(life, *members)
    assert life.kubectl.ready_nodes() == NODES
    assert life.stack.preview() == []
