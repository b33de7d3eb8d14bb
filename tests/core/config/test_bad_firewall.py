"""A firewall that would let nobody in, or keys of another mode, are refused in words."""

import pytest

from tests.core.config.documents import changed, external, full, problems_of, small

MISTAKES = [
    (("mode",), True, "mode", '"leave" or "open" or "off", in quotes'),
    (("mode",), "closed", "mode", '"leave" or "open" or "off"'),
    (("nodeNetworks",), ["10.0.0.1/24"], "nodeNetworks[0]", "10.0.0.0/24"),
    (("nodeNetworks",), ["10.0.0.0/27"], "workerPools[1].hosts[0].address", "an address in one of firewall.nodeNetworks, 10.0.0.0/27"),
    (("apiFrom",), "10.0.0.0/8", "apiFrom", "a list"),
    (("apiFrom",), ["0.0.0.0/0"], "apiFrom[0]", "ordinary addresses"),
    (("mode",), "off", "nodeNetworks", 'no such key, or firewall.mode: "open" where it is "off" now'),
    (("mode",), "leave", "apiFrom", 'firewall.mode: "open" where it is "leave" now'),
]


@pytest.mark.parametrize(("path", "value", "where", "want"), MISTAKES)
def test_the_report_says_what_would_be_right(path: tuple[str], value: object, where: str, want: str):
    told = [str(problem) for problem in problems_of(changed(full(), ("firewall", *path), value))]
    assert [line for line in told if where in line.partition(":")[0] and want in line], told


def test_the_networks_of_the_hosts_are_asked_for_with_what_to_write():
    [problem] = problems_of({**small(), "firewall": {"mode": "open"}})
    assert str(problem) == "cluster.firewall.nodeNetworks: got a list of 0, want the networks that the hosts are in, such as 10.0.0.0/24"


def test_every_kind_of_host_is_to_be_in_the_networks():
    """One that is outside could reach nothing."""
    document = changed(external(), ("firewall", "nodeNetworks"), ["192.0.2.0/24"])
    told = "\n".join(map(str, problems_of(document)))
    assert all(name in told for name in ("controlPlane.hosts[0]", "workerPools[0].hosts[0]", "etcd.hosts[0]", "loadBalancer.hosts[0]"))
