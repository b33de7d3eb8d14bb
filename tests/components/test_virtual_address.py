"""Two machines with one address make a cluster that works by chance: the address is looked at before anything is built."""

import socket
from dataclasses import replace
from ipaddress import IPv4Interface

import pulumi
import pytest

from components import Secrets, virtual_address
from components.core.config.identity import identity
from components.core.config.model import ClusterSpec, Endpoint, KubeVip
from tests.components.graph import bare_cluster, build

is_taken = virtual_address.is_taken


@pytest.fixture
def behind(small: ClusterSpec) -> ClusterSpec:
    vip = KubeVip(vip=IPv4Interface("10.0.0.100/24"), interface=None, image="ghcr.io/kube-vip/kube-vip:v1.0.0")
    return replace(small, load_balancer=vip, endpoint=Endpoint(host="10.0.0.100", port=6443))


@pytest.mark.parametrize("preview", [True, False])
def test_an_address_that_somebody_has_stops_the_birth_of_a_cluster(behind: ClusterSpec, taken: set[tuple[str, int]], preview: bool):
    taken.add(("10.0.0.100", 6443))
    with pytest.raises(pulumi.RunError, match=r"loadBalancer.vip: got '10.0.0.100/24', want an address that nobody has"):
        build(lambda: bare_cluster(behind, Secrets()), preview=preview)


def test_a_cluster_that_is_there_has_its_address_itself(behind: ClusterSpec, taken: set[tuple[str, int]]):
    taken.add(("10.0.0.100", 6443))
    assert "w-1-node" in build(lambda: bare_cluster(behind, Secrets()), stored=dict(identity(behind))).names()


def test_only_a_connection_that_is_taken_proves_a_machine():
    """Firewalls refuse for addresses that nobody has, and no cluster could be made behind one."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        assert is_taken("127.0.0.1", port)
    assert not is_taken("127.0.0.1", port)


def test_a_machine_that_serves_no_api_is_found_by_its_ssh(behind: ClusterSpec, taken: set[tuple[str, int]]):
    taken.add(("10.0.0.100", 22))
    with pytest.raises(pulumi.RunError, match="a machine answers"):
        build(lambda: bare_cluster(behind, Secrets()))


def test_silence_is_nobody(monkeypatch: pytest.MonkeyPatch):
    def silent(*_: object, **__: object) -> socket.socket:
        raise TimeoutError

    monkeypatch.setattr(socket, "create_connection", silent)
    assert not is_taken("127.0.0.1", 1)
