"""What is only passed on is taken as its program takes it and arrives as the very text; what would break its place is refused."""

import ipaddress
import re
from collections.abc import Callable, Mapping, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.core.config.model import ClusterSpec
from components.core.config.parse import parse
from components.core.config.problems import InvalidValue
from components.core.config.syntax.passed_on import (
    certificate_name,
    hosts_address,
    login_address,
    login_name,
    no_proxy,
    split_port,
    time_server,
)
from tests.core.config.documents import changed, external, full, guarded, host_key, problems_of

NO_PROXY = ("sources", "proxy", "noProxy", 0)
SERVER = ("preparation", "time", "servers", 0)
SAN = ("controlPlane", "certSans", 0)
ENTRIES = ("preparation", "hostsFile", "entries")
USER = ("ssh", "user")

ADDRESS_OF_X = (*ENTRIES, "x")
BASTION_ADDRESS = ("ssh", "bastion", "address")
FORWARDER = ("addons", "coredns", "forwarders", 0)
KEEP_FOR = ("preparation", "journal", "keepFor")
HTTP_USERS = (("sources", "registryMirrors", "ghcr.io", "user"), ("sources", "proxy", "user"))

# Of the exceptions the first are what clouds and guides have: the metadata service must never be asked through a proxy.
TAKEN: Mapping[tuple, Sequence[str]] = {
    NO_PROXY: [
        "localhost",
        "127.0.0.1",
        "127.0.0.0/8",
        "169.254.169.254",
        "169.254.0.0/16",
        "0.0.0.0/0",
        ".svc",
        "*.example.com",
        "registry.example.com:5000",
        ".example.com:443",
        "Registry.Example.COM",
        "::1",
        "[::1]:5000",
        "fd00::/8",
        "10.0.0.9:8080",
        "10.0.0.1/24",
        "my_registry",
    ],
    SERVER: ["169.254.169.123", "127.0.0.1", "fd00::123", "fe80::1", "NTP.example.com", "10.0.0.1"],
    SAN: ["127.0.0.1", "::1", "169.254.1.1", "*.api.example.com", "localhost", "203.0.113.7"],
    ADDRESS_OF_X: ["127.0.0.1", "127.0.1.1", "0.0.0.0", "::1", "fe80::1", "169.254.169.254"],
    USER: ["jane.doe", "Admin", "jane@corp.example.com", "CORP\\jane", "svc-account$", "_deploy", "j", "1and1", "a" * 40],
    BASTION_ADDRESS: ["127.0.0.1", "fd00::1", "Bastion.Example.com", "10.0.0.1"],
    ("sources", "proxy", "http"): ["http://127.0.0.1:3128", "http://[::1]:3128", "http://localhost:3128", "http://169.254.1.1:80"],
    **{key: ["_json_key", "$oauthtoken", "robot$ci+pull", "CORP\\jane", "tenancy/idp/jane@example.com"] for key in HTTP_USERS},
    FORWARDER: ["169.254.20.10"],
    ("containerd", "version"): ["3:4.4.1-1.el9_5"],
    ("preparation", "packages", 0): ["chrony=4.6^20250101-1.el10_0"],
    ("preparation", "journal", "maxUse"): ["1073741824", "2T", "1P"],
    KEEP_FOR: ["1month", "2 weeks", "1d 12h", "90min", "3600s"],
}
REFUSED: Mapping[tuple, Sequence[str]] = {
    NO_PROXY: [
        "a,b",
        "10.0.0",
        "10.0.0.010",
        "http://x",
        "a:0",
        "a:70000",
        "a:http",
        ":80",
        ".",
        "*.",
        "*",
        "[::1",
        "::1/200",
        "10.0.0.0/255.0.0.0",
        "-a",
        "fe80::1%eth0",
        "a b",
    ],
    SERVER: ["224.0.1.1", "10.0.0", "-x", "#x", "fe80::1%eth0", "ntp://x", "a b"],
    SAN: ["API.example.com", "*", "a.*.b", "*.", "10.0.0", "*.10.0.0.1", "a_b", "10.0.0.0/24", "fe80::1%eth0"],
    ADDRESS_OF_X: ["10.0.0", "fe80::1%eth0", "10.0.0.1 x", "x", ""],
    USER: ["-oProxyCommand=id", "a:b", "a;b", "a'b", "a\\", "a/b", "@a", "\\a", "$a", "a$b", "%r", "a b", "a" * 256],
    BASTION_ADDRESS: ["-oX", "10.0.0", "fe80::1%eth0", "a@b", "a:22", "[::1]", "a b"],
    **{key: ["a:b", "a b", "-a", "a\tb", "{{x}}"] for key in HTTP_USERS},
    FORWARDER: ["127.0.0.53", "0.0.0.0", "fd00::1", "10.0.0.1:0"],
    KEEP_FOR: ["1 fortnight", "d", "-1d", "1d;"],
}
NAMES = ["Registry.example.com", "my_db", "4ever", "a-b.c"]
NO_NAMES = ["10.0.0.1", "a b", "-a", "a..b", ".a", "#a", "7"]

READ: Mapping[tuple, Callable[[ClusterSpec], object]] = {
    NO_PROXY: lambda spec: spec.sources.proxy.no_proxy[0],
    SERVER: lambda spec: spec.preparation.time.servers[0],
    SAN: lambda spec: spec.control_plane.cert_sans[0],
    ADDRESS_OF_X: lambda spec: str(spec.preparation.hosts_file.entries["x"]),
    USER: lambda spec: spec.control_plane.hosts[1].ssh.user,
    BASTION_ADDRESS: lambda spec: spec.control_plane.hosts[1].ssh.bastion.address,
}


def each(table: Mapping[tuple, Sequence[str]]) -> list[tuple[tuple, str]]:
    return [(place, value) for place, values in table.items() for value in values]


@pytest.mark.parametrize(("place", "value"), each(TAKEN))
def test_what_its_program_takes_is_taken_and_arrives_as_it_was_written(place: tuple, value: str):
    document = full() if place not in HTTP_USERS else guarded()
    spec = parse(changed(document, place, value))
    assert READ.get(place, lambda _: value)(spec) == value


@pytest.mark.parametrize(("place", "value"), each(REFUSED))
def test_what_would_break_its_place_is_refused(place: tuple, value: str):
    assert problems_of(changed(full(), place, value)) != []


def test_a_line_of_the_hosts_file_has_a_name_of_a_host():
    assert [name for name in NAMES if problems_of(changed(full(), ENTRIES, {name: "10.0.1.5"}))] == []
    assert [name for name in NO_NAMES if not problems_of(changed(full(), ENTRIES, {name: "10.0.1.5"}))] == []


def test_a_zone_is_a_name_of_the_dns():
    assert [zone for zone in ("_msdcs.corp.example.com", "Corp.example.com", "10.in-addr.arpa") if problems_of(zoned(zone))] == []
    assert [zone for zone in ("a b", "a{", ".", "a..b", "-a", "a:53") if not problems_of(zoned(zone))] == []


def zoned(zone: str) -> dict:
    return changed(full(), ("addons", "coredns", "zones"), {zone: ["10.1.0.53"]})


def test_etcds_history_is_kept_for_a_duration_of_go():
    place = ("etcd", "compactionRetention")
    assert [each for each in ("8h", "30m", "1h30m", "90s", "72h0m0s") if problems_of(changed(external(), place, each))] == []
    assert [each for each in ("0h", "0m0s", "8", "-1h", "1d", "1m1h", "") if not problems_of(changed(external(), place, each))] == []


def test_addresses_of_the_hosts_themselves_stay_ones_that_others_reach():
    """For these it is our own code that would build a cluster nobody reaches."""
    for address in ("127.0.0.1", "169.254.1.1", "224.0.0.1", "0.0.0.0", "::1"):
        assert problems_of(changed(full(), ("controlPlane", "hosts", 0, "address"), address))
        assert problems_of(changed(full(), ("loadBalancer", "vip"), f"{address}/24"))


@given(st.text(max_size=30) | st.ip_addresses().map(str) | st.from_regex(r"\A[*.]{0,2}[A-Za-z0-9._:\[\]/-]{1,20}\Z"))
def test_whatever_is_taken_is_one_entry_of_its_list(value: str):
    """An entry with a comma, a blank or a line end would be two of NO_PROXY, or another directive of chrony.conf."""
    for check in (no_proxy, time_server, certificate_name, login_address, login_name):
        try:
            found = check(value)
        except InvalidValue:
            continue
        assert found == value
        assert re.fullmatch(r"[!-~]+", found)
        assert not set(found) & set(",;'\"`(){}<>|&#%")
        assert not found.startswith("-")


@given(st.ip_addresses(), st.integers(1, 65535))
def test_every_address_can_be_an_exception_with_a_port_and_without(address: ipaddress.IPv4Address | ipaddress.IPv6Address, port: int):
    with_port = f"{address}:{port}" if address.version == 4 else f"[{address}]:{port}"
    assert no_proxy(str(address)) == str(address)
    assert split_port(str(address)) == (str(address), "")
    assert split_port(no_proxy(with_port)) == (str(address), str(port))
    assert hosts_address(str(address)) == address


def test_a_bastions_user_is_quoted_where_a_person_pastes_it():
    document = changed(full(), ("ssh", "bastion", "user"), "CORP\\jane")
    document = changed(document, ("controlPlane", "hosts", 1, "hostKey"), None)
    [problem] = problems_of(document)
    assert "`ssh -p 2222 'CORP\\jane@bastion.example.com' ssh-keyscan" in problem.expected
    assert problems_of(document, f"10.0.0.11 {host_key(1)}") == []
