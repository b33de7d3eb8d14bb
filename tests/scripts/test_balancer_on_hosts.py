"""The load balancer on real hosts, in front of stand-ins for API servers: birth, power cut, reload, removal."""

import http.client
import ssl
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from ipaddress import IPv4Address, IPv4Interface
from itertools import pairwise
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from components.core.config.model import ClusterSpec, Endpoint, Haproxy, Host
from components.core.steps import balancer_ca, balancer_converge_step, balancer_step
from lab.settings import Settings
from tests.lab_machine import Fresh, lab
from tests.scripts.real.api import ApiServer, api_servers
from tests.scripts.real.clusters import lab_cluster
from tests.scripts.real.machine import Done, Machine, machines, well
from tests.scripts.real.pki import Authority

pytestmark = [pytest.mark.lab, pytest.mark.timeout(1200)]
MINUTES = 4


class Balancers:
    """Two hosts with haproxy, and two servers behind them."""

    def __init__(self, settings: Settings, authority: Authority) -> None:
        self.machines = machines(settings, "front")[:2]
        network = settings.gateway.rpartition(".")[0]
        self.vip, self.servers = f"{network}.200", [f"{network}.201", f"{network}.202"]
        self.bridge, self.authority = f"br-lab{settings.number}", authority
        self.hosts = tuple(machine.as_host(f"lb-{index}") for index, machine in enumerate(self.machines, 1))
        self.balancer = Haproxy(hosts=self.hosts, vip=IPv4Interface(f"{self.vip}/24"), interface=None, router_id=77)
        plane = lab_cluster(settings, "front", self.machines[:1], [])
        self.spec = self.behind(plane, self.servers)

    def behind(self, spec: ClusterSpec, addresses: list[str]) -> ClusterSpec:
        control_planes = tuple(
            replace(self.hosts[0], name=f"cp-{index}", address=IPv4Address(address)) for index, address in enumerate(addresses, 1)
        )
        plane = replace(spec.control_plane, hosts=control_planes)
        return replace(spec, endpoint=Endpoint(host=self.vip, port=6443), control_plane=plane, load_balancer=self.balancer)

    def machine(self, host: Host) -> Machine:
        return self.machines[self.hosts.index(host)]

    def birth(self, host: Host, verb: str = "create") -> Done:
        step = balancer_step(self.spec, self.balancer, host)
        return self.machine(host).step(step, verb, balancer_ca(self.authority.crt))

    def converge(self, host: Host, spec: ClusterSpec, balancer: Haproxy | None = None) -> Done:
        return self.machine(host).step(balancer_converge_step(spec, balancer or self.balancer, host), "update")

    def holders(self) -> list[Host]:
        """Who has the virtual address now."""
        return [host for host in self.hosts if self.vip in self.machine(host).run("ip -o address").out]

    def connection(self, seconds: float = 1.0) -> http.client.HTTPSConnection:
        context = ssl.create_default_context(cadata=self.authority.crt)
        return http.client.HTTPSConnection(self.vip, 6443, timeout=seconds, context=context)

    def answer(self, connection: http.client.HTTPSConnection | None = None) -> str:
        """The address of the server that answers, on a connection of its own where none is given."""
        asked = connection or self.connection()
        asked.request("GET", "/version")
        said = asked.getresponse().read().decode()
        if connection is None:
            asked.close()
        return said

    def answers(self) -> bool:
        """Whether a new connection is answered."""
        try:
            connection = self.connection(0.5)
            self.answer(connection)
            connection.close()
        except (OSError, http.client.HTTPException):
            return False
        return True

    def answers_within(self, seconds: float) -> None:
        end = time.monotonic() + seconds
        while not self.answers():
            assert time.monotonic() < end, f"no answer at {self.vip} within {seconds} s"
            time.sleep(0.1)

    def longest_gap(self, seconds: float) -> float:
        """The longest time between two answers, or until the end, asked ten times a second."""
        begin = time.monotonic()
        answered = [begin]
        while time.monotonic() < begin + seconds:
            if self.answers():
                answered.append(time.monotonic())
            time.sleep(0.1)
        return max(later - earlier for earlier, later in pairwise([*answered, time.monotonic()]))


@pytest.fixture(scope="module")
def settings(fresh_lab: Fresh) -> Settings:
    return fresh_lab(3)


@pytest.fixture(scope="module")
def before(settings: Settings) -> list[set[str]]:
    """What is on the disks of the hosts on their first day."""
    return [machine.disk() for machine in machines(settings, "front")[:2]]


@pytest.fixture(scope="module")
def balancers(settings: Settings, before: list[set[str]]) -> Balancers:
    """Both hosts born at once, while nothing answers behind them."""
    made = Balancers(settings, Authority("kubernetes"))
    for machine in made.machines:
        machine.bring_scripts()
    with ThreadPoolExecutor() as pool:
        said = list(pool.map(lambda host: well(made.birth(host)), made.hosts))
    assert said == [f"lb-{index} leads {made.vip}:6443 to the API servers of front\n" for index in (1, 2)]
    assert len(made.holders()) == 1
    return made


@pytest.fixture(scope="module")
def servers(balancers: Balancers, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, ApiServer]]:
    directory: Path = tmp_path_factory.mktemp("api")
    with api_servers(balancers.authority, balancers.bridge, balancers.servers, [balancers.vip], directory) as running:
        balancers.answers_within(5)
        yield running


def test_births_are_repeated_without_effect(balancers: Balancers) -> None:
    holders = balancers.holders()
    for host in balancers.hosts:
        assert well(balancers.birth(host))
        assert well(balancers.converge(host, balancers.spec)).endswith("nothing to do\n")
    assert balancers.holders() == holders


def test_a_server_gets_connections_only_while_it_is_ready(balancers: Balancers, servers: dict[str, ApiServer]) -> None:
    first, second = balancers.servers
    time.sleep(2.5)
    assert {balancers.answer() for _ in range(8)} == {first, second}

    kept = balancers.connection()
    while balancers.answer(kept) != first:
        kept.close()
    servers[first].ready = False
    time.sleep(3.5)

    assert {balancers.answer() for _ in range(8)} == {second}
    with pytest.raises((OSError, http.client.HTTPException)):
        balancers.answer(kept)
    servers[first].ready = True
    time.sleep(2.5)
    assert {balancers.answer() for _ in range(8)} == {first, second}


def test_a_changed_control_plane_is_reloaded_and_no_connection_is_lost(balancers: Balancers, servers: dict[str, ApiServer]) -> None:
    holders = balancers.holders()
    less = balancers.behind(balancers.spec, balancers.servers[:1])
    kept = balancers.connection(5)
    kept_server = balancers.answer(kept)
    failed: list[str] = []

    def ask_until(end: float) -> int:
        asked = 0
        while time.monotonic() < end:
            asked += 1
            try:
                balancers.answer()
            except (OSError, http.client.HTTPException) as error:
                failed.append(repr(error))
        return asked

    with ThreadPoolExecutor() as pool:
        asked = [pool.submit(ask_until, time.monotonic() + 12) for _ in range(2)]
        for spec in (less, balancers.spec, less):
            for host in balancers.hosts:
                assert "haproxy reloaded" in well(balancers.converge(host, spec))

    assert sum(one.result() for one in asked) > 50
    assert failed == []
    assert balancers.answer(kept) == kept_server
    assert {balancers.answer() for _ in range(6)} == {balancers.servers[0]}
    assert balancers.holders() == holders
    for host in balancers.hosts:
        well(balancers.converge(host, balancers.spec))


def test_what_neither_of_them_takes_never_replaces_what_runs(balancers: Balancers, servers: dict[str, ApiServer]) -> None:
    host = balancers.hosts[0]
    broken = replace(balancers.spec.control_plane, hosts=(replace(host, name="cp 1"),))

    haproxy = balancers.converge(host, replace(balancers.spec, control_plane=broken))
    keepalived = balancers.converge(host, balancers.spec, replace(balancers.balancer, router_id=300))

    assert "haproxy on lb-1 does not take its new configuration and keeps the old one" in haproxy.err
    assert "keepalived on lb-1 does not take its new configuration and keeps the old one" in keepalived.err
    assert well(balancers.converge(host, balancers.spec)).endswith("nothing to do\n")
    assert balancers.answer()


def test_a_new_configuration_of_keepalived_leaves_the_address_where_it_is(balancers: Balancers, servers: dict[str, ApiServer]) -> None:
    holders = balancers.holders()
    kept = balancers.connection(5)
    balancers.answer(kept)
    more = replace(balancers.balancer, hosts=(*balancers.hosts, replace(balancers.hosts[0], name="lb-3", address=IPv4Address("10.0.0.33"))))

    for balancer in (more, balancers.balancer):
        for host in balancers.hosts:
            assert "keepalived reloaded" in well(balancers.converge(host, balancers.spec, balancer))

    assert balancers.answer(kept)
    assert balancers.holders() == holders


def test_the_address_moves_when_its_holder_loses_its_power_and_does_not_move_back(
    balancers: Balancers, servers: dict[str, ApiServer]
) -> None:
    [active] = balancers.holders()
    name = f"host-{balancers.hosts.index(active) + 1}"

    with ThreadPoolExecutor() as pool:
        probing = pool.submit(balancers.longest_gap, 10)
        time.sleep(1)
        lab("kill", name)
        gap = probing.result()
    print(f"the virtual address was back after {gap:.2f} s")
    assert gap < 3

    lab("up", "--hosts", "3")
    time.sleep(5)
    assert [host.name for host in balancers.holders()] == [host.name for host in balancers.hosts if host != active]


def test_a_holder_whose_haproxy_is_gone_gives_the_address_away(balancers: Balancers, servers: dict[str, ApiServer]) -> None:
    [active] = balancers.holders()

    balancers.machine(active).run("sudo systemctl stop haproxy")
    time.sleep(4)

    assert active not in balancers.holders()
    assert balancers.answer()
    assert "haproxy started" in well(balancers.converge(active, balancers.spec))


def test_an_address_that_somebody_else_has_is_refused(balancers: Balancers) -> None:
    mirror = urlsplit(balancers.spec.sources.repositories["debian-12"]["kubernetes"].uri).hostname
    taken = replace(balancers.balancer, vip=IPv4Interface(f"{mirror}/24"))
    step = balancer_step(balancers.spec, taken, balancers.hosts[0])

    done = balancers.machine(balancers.hosts[0]).step(step, "create", balancer_ca(balancers.authority.crt))

    assert done.code == 1
    assert "is in use by the machine with the hardware address" in done.err
    assert well(balancers.converge(balancers.hosts[0], balancers.spec)).endswith("nothing to do\n")


def test_after_everything_the_disks_are_as_before(balancers: Balancers, before: list[set[str]]) -> None:
    for host in balancers.hosts:
        assert well(balancers.birth(host, "delete")) == f"{host.name} is as it was before it led to the API servers of front\n"

    assert [sorted(machine.disk() ^ disk) for machine, disk in zip(balancers.machines, before, strict=True)] == [[], []]
    assert balancers.holders() == []
    assert [well(balancers.birth(host, "delete")) for host in balancers.hosts] == ["", ""]
