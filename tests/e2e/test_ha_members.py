"""Control planes with the load balancer on them: from one to three, the first one replaced, and joins that are cut off half-way.

One cluster lives through the whole module, so the tests stand in the order of its life.
"""

import pytest

from tests.e2e import power
from tests.e2e.ha_clusters import ha
from tests.e2e.killed import up_killed_at
from tests.e2e.life import Life
from tests.e2e.stack import Stack
from tests.instruments.etcd import Etcd, QuorumWatch

pytestmark = [pytest.mark.timeout(1500), pytest.mark.alone, pytest.mark.long]

HOSTS = 4
ELECTION_SECONDS = 2.5


def document(life: Life, *control_planes: int, init: int) -> dict:
    """A cluster whose control planes are all that there is."""
    made = ha(life.settings, control_planes, balancers=(), workers=())
    made["controlPlane"]["initHost"] = f"cp-{init}"
    return made


@pytest.fixture(scope="module")
def built(life: Life) -> Life:
    """The cluster with its first control plane alone."""
    life.up(document(life, 1, init=1)).ok()
    return life


def test_one_control_plane_behind_a_virtual_address_becomes_three(built: Life, record_property):
    assert built.kubectl.ready_nodes() == {"cp-1"}
    etcd = built.etcd(1, 1, 2, 3)
    with QuorumWatch(etcd) as watch:
        built.up(document(built, 1, 2, 3, init=1)).ok()
    record_property("longest time without a quorum from 1 to 3", f"{watch.gap:.2f} s, {watch.answers} answers")
    assert watch.gap <= ELECTION_SECONDS
    assert etcd.voters() == built.peer_urls(1, 2, 3)
    assert built.kubectl.ready_nodes() == {"cp-1", "cp-2", "cp-3"}
    assert built.stack.preview() == []


def test_the_control_plane_that_made_the_cluster_is_not_special(built: Life, record_property):
    etcd = built.etcd(2, 1, 2, 3)
    with QuorumWatch(etcd) as watch:
        built.up(document(built, 2, 3, init=2)).ok()
    record_property("longest time without a quorum while the first one left", f"{watch.gap:.2f} s, {watch.answers} answers")
    assert watch.gap <= ELECTION_SECONDS
    assert etcd.voters() == built.peer_urls(2, 3)
    assert built.kubectl.ready_nodes() == {"cp-2", "cp-3"}
    assert built.holder(1, 2, 3) in (2, 3)
    assert built.stack.preview() == []


def test_a_new_one_joins_under_its_name(built: Life):
    built.up(document(built, 1, 2, 3, init=2)).ok()
    assert built.etcd(2, 1, 2, 3).voters() == built.peer_urls(1, 2, 3)
    assert built.kubectl.ready_nodes() == {"cp-1", "cp-2", "cp-3"}
    assert built.stack.preview() == []


def test_a_join_killed_before_promotion_leaves_no_learner(built: Life):
    etcd = built.etcd(1, 1, 2, 3, 4)
    built.stack.write(document(built, 1, 2, 3, 4, init=2))
    up_killed_at(built.stack, lambda: has_learner(etcd))
    joined(built, etcd)


def test_a_power_cut_before_promotion_leaves_no_orphan(built: Life):
    etcd = built.etcd(1, 1, 2, 3, 4)
    built.up(document(built, 1, 2, 3, init=2)).ok()
    built.stack.write(document(built, 1, 2, 3, 4, init=2))
    up_killed_at(built.stack, lambda: has_learner(etcd), then=power.ready_to_cut(built.hosts[4]))
    assert has_learner(etcd), "the learner was promoted before the power went"
    power.boot(built.hosts)
    joined(built, etcd)


def joined(life: Life, etcd: Etcd) -> None:
    """The next `up` ends with four members and nothing else."""
    life.stack.up().ok()
    assert etcd.voters() == life.peer_urls(1, 2, 3, 4)
    assert life.kubectl.ready_nodes() == {"cp-1", "cp-2", "cp-3", "cp-4"}
    assert life.stack.preview() == []


def has_learner(etcd: Etcd) -> bool:
    """Whether a member was added that does not vote yet."""
    return any(member.learner for member in etcd.members())


def test_destroy_ends_it(built: Life, stack: Stack):
    stack.destroy().ok()
