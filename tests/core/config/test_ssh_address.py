"""SSH that comes by another address than the cluster: where it is looked up, and that no two hosts are one machine."""

import pytest

from components.core.config.parse import parse
from tests.core.config.documents import changed, full, host_key, problems_of, small

CP = ("controlPlane", "hosts", 0)
PATH = "cluster.controlPlane.hosts[0].hostKey"


def reached(address: str, **more: object) -> dict:
    """The small cluster, whose host is found at another address, with its key in known_hosts."""
    return changed(changed(small(), (*CP, "ssh"), {"address": address, **more}), (*CP, "hostKey"), None)


@pytest.mark.parametrize(
    ("address", "line", "port"),
    [
        ("203.0.113.11", "203.0.113.11", 22),
        ("203.0.113.11", "[203.0.113.11]:2222", 2222),
        ("cp-1.example.com", "CP-1.example.com", 22),
        ("fd00::11", "fd00::11", 22),
        ("fd00::11", "[fd00::11]:2222", 2222),
        ("127.0.0.1", "[127.0.0.1]:2222", 2222),
    ],
)
def test_its_key_is_that_of_the_server_that_answers_there(address: str, line: str, port: int):
    [host] = parse(reached(address, port=port), f"{line} {host_key(1)}").control_plane.hosts
    assert (host.login_address, str(host.address), host.ssh.host_key) == (address, "10.0.0.10", host_key(1))


def test_a_key_of_the_address_in_the_cluster_is_none_of_it():
    [problem] = problems_of(reached("203.0.113.11", port=2222), f"10.0.0.10 {host_key(1)}")
    assert problem.path == PATH
    assert "ssh-keyscan -t ed25519 -p 2222 203.0.113.11`" in problem.expected


def test_without_one_ssh_comes_by_the_address_in_the_cluster():
    [host] = parse(small()).control_plane.hosts
    assert host.login_address == "10.0.0.10"


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({"address": "203.0.113.1"}, {"address": "203.0.113.1"}),
        ({"address": "10.0.0.11", "port": 22}, {}),
        ({}, {"address": "10.0.0.10"}),
        ({"address": "Nat.example.com", "port": 2222}, {"address": "nat.example.com", "port": 2222}),
        ({"address": "fd00::1"}, {"address": "fd00:0::1"}),
    ],
)
def test_two_hosts_behind_one_server_are_refused(first: dict, second: dict):
    """They are one machine, which would be made into both."""
    document = changed(full(), (*CP, "ssh"), first)
    document = changed(document, ("controlPlane", "hosts", 1, "ssh"), second)
    [problem] = problems_of(document)
    assert problem.path == "cluster.controlPlane.hosts[1].ssh.address"
    assert "cp-1 is found at port" in problem.expected


def test_ports_of_one_address_and_addresses_behind_two_bastions_are_several_servers():
    """Machines behind one NAT, and two networks with the same range."""
    other = {**full()["ssh"]["bastion"], "address": "other.example.com"}
    for first, second in (
        ({"address": "203.0.113.1", "port": 2201}, {"address": "203.0.113.1", "port": 2202}),
        ({"address": "192.168.0.2"}, {"address": "192.168.0.2", "bastion": other}),
    ):
        document = changed(full(), (*CP, "ssh"), first)
        assert problems_of(changed(document, ("controlPlane", "hosts", 1, "ssh"), second)) == []


def test_an_address_that_is_wrong_is_one_problem():
    assert [problem.path for problem in problems_of(reached("-oProxyCommand=x"))] == ["cluster.controlPlane.hosts[0].ssh.address"]
