"""etcd on hosts of its own, at its smallest: born before the API server, followed by it, and gone with the cluster."""

from typing import Any

import pytest

from lab.settings import Settings
from tests.e2e.clusters import cluster, host
from tests.e2e.ha_clusters import external_etcd
from tests.e2e.life import Life
from tests.e2e.status import Asking

HOSTS = 5
pytestmark = pytest.mark.timeout(900)
MINUTES = 2


def document(settings: Settings, *members: int) -> dict[str, Any]:
    """One schedulable control plane, and members of etcd elsewhere, on hosts of which the stack says something."""
    plane = {"hosts": [host(settings, 1, "cp-1")], "schedulable": True}
    preparation = {"swap": "keep", "journal": {"maxUse": "64M"}, "packages": ["iputils-arping"], "hostname": "set"}
    etcd = external_etcd(settings, members)
    return cluster(settings, (), workerPools=[], controlPlane=plane, etcd=etcd, preparation=preparation)


@pytest.fixture(scope="module")
def built(life: Life, bare: dict[int, set[str]]) -> Life:
    life.up(document(life.settings, 2, 3, 4)).ok()
    return life


def endpoints(built: Life, *members: int) -> set[str]:
    return {f"https://{built.hosts[index].address}:2379" for index in members}


def test_the_cluster_lives_in_three_members_elsewhere(built: Life):
    assert built.kubectl.ready_nodes() == {"cp-1"}
    assert built.etcd_servers(1) == endpoints(built, 2, 3, 4)
    assert set(built.etcd(1, 2, 3, 4).voters()) == {"etcd-2", "etcd-3", "etcd-4"}
    assert built.stack.preview() == []


def test_the_status_has_its_members_and_their_certificates(built: Life):
    """Each asked on its own host, by the program that was installed there."""
    seen = Asking(built.stack, built.settings).status()
    etcd = seen.document["etcd"]
    assert (seen.concerns, etcd["hash"], [one["host"] for one in etcd["members"]]) == ([], "equal", ["etcd-2", "etcd-3", "etcd-4"])
    assert sum(one["leader"] for one in etcd["members"]) == 1
    assert seen.files("etcd-2") == {"/etc/etcd/pki/ca.crt", "/etc/etcd/pki/member.crt"}


def test_hosts_that_are_no_nodes_are_prepared_too(built: Life):
    for index in (2, 3, 4):
        one = built.hosts[index]
        assert one.run("hostname; dpkg-query -W -f '${db:Status-Status}' iputils-arping").split() == [f"etcd-{index}", "installed"]
        assert "SystemMaxUse=64M" in one.run("systemd-analyze cat-config systemd/journald.conf")
        assert one.run("ls /etc/sysctl.d/99-zz-pulumi-kubeadm.conf 2>/dev/null || true") == ""


def test_the_member_that_made_etcd_leaves_for_another(built: Life):
    """In one run: a new one joins, the API server learns of it, the old one hands over and goes."""
    built.up(document(built.settings, 3, 4, 5)).ok()

    assert set(built.etcd(1, 3, 4, 5).voters()) == {"etcd-3", "etcd-4", "etcd-5"}
    assert built.etcd_servers(1) == endpoints(built, 3, 4, 5)
    assert built.kubectl.ready_nodes() == {"cp-1"}
    assert built.stack.preview() == []


def test_destroy_leaves_the_hosts_as_they_were(built: Life, bare: dict[int, set[str]]):
    built.stack.destroy().ok()
    for index in range(1, HOSTS + 1):
        assert built.hosts[index].traces() - bare[index] == set(), f"left on host {index}"
