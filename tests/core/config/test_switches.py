"""A key that says what others mean is asked for first, and nothing is said of what would follow from its default."""

import pytest

from components.core.config.nested import nested
from components.core.config.readers import Reading
from components.core.config.schema.cluster import CLUSTER
from components.core.config.variants import Variant
from tests.core.config.documents import changed, full, hosts, problems_of, small

VIP = {"vip": "10.0.0.100/24"}
THREE = {**small(), "controlPlane": {"hosts": hosts("cp", 10, 3), "initHost": "cp-1"}}

MISSING = [
    ("loadBalancer", VIP, 'loadBalancer.type: got nothing, want "haproxy" or "kubeVip", which vip is for'),
    ("loadBalancer", {**VIP, "port": 8443}, 'loadBalancer.type: got nothing, want "haproxy" or "kubeVip", which port and vip are for'),
    ("loadBalancer", {**VIP, "hosts": hosts("lb", 5, 2)}, 'loadBalancer.type: got nothing, want "haproxy", which hosts and vip are for'),
    ("loadBalancer", {**VIP, "image": "a/b:1"}, 'loadBalancer.type: got nothing, want "kubeVip", which image and vip are for'),
    ("etcd", {"hosts": hosts("e", 50, 2)}, 'etcd.topology: got nothing, want "external", which hosts is for'),
    ("etcd", {"endpoints": ["https://10.0.1.1:2379"]}, 'etcd.topology: got nothing, want "existing", which endpoints is for'),
    ("firewall", {"nodeNetworks": ["192.0.2.0/24"]}, 'firewall.mode: got nothing, want "open", which nodeNetworks is for'),
]


@pytest.mark.parametrize(("table", "keys", "said"), MISSING)
def test_what_is_missing_is_asked_for_first_and_alone(table: str, keys: dict, said: str):
    [problem] = problems_of({**THREE, "endpoint": "api.example.com:6443", table: keys})
    assert str(problem) == f"cluster.{said}"


def test_with_a_vip_alone_nothing_is_said_of_an_endpoint_that_it_will_be():
    [problem] = problems_of({**THREE, "loadBalancer": VIP})
    assert problem.path == "cluster.loadBalancer.type"


def test_a_value_that_is_wrong_in_itself_is_told_beside():
    assert [one.path for one in problems_of({**small(), "loadBalancer": {"vip": "10.0.0.100"}})] == [
        "cluster.loadBalancer.type",
        "cluster.loadBalancer.vip",
    ]


@pytest.mark.parametrize(("table", "default"), [("loadBalancer", "existing"), ("etcd", "stacked"), ("firewall", "leave")])
def test_one_that_is_written_is_taken_at_its_word(table: str, default: str):
    switch = {"loadBalancer": "type", "etcd": "topology", "firewall": "mode"}[table]
    foreign = {"loadBalancer": VIP, "etcd": {"hosts": hosts("e", 50, 2)}, "firewall": {"nodeNetworks": ["10.0.0.0/8"]}}[table]
    [problem] = problems_of({**full(), table: {switch: default, **foreign}})
    assert problem.path == f"cluster.{table}.{next(iter(foreign))}"
    assert problem.expected.startswith(f"no such key, or {table}.{switch}: ")


@pytest.mark.parametrize(
    ("path", "word"), [(("etcd", "topology"), "given"), (("loadBalancer", "type"), "external"), (("loadBalancer", "type"), "given")]
)
def test_what_is_the_users_own_has_one_name(path: tuple[str, str], word: str):
    """Other tools say external, and mean what exists already."""
    found = problems_of(changed(small(), path, word))
    assert [str(problem) for problem in found] == [f"cluster.{'.'.join(path)}: got '{word}', want \"existing\", as it is called here"]


def test_capabilities_that_exist_have_the_same_name():
    [problem] = problems_of(changed(small(), ("addons",), {"flannel": {}, "given": ["ingress"]}))
    assert str(problem) == "cluster.addons.given: got a key that is not known here, want 'existing', as it is called here"


def test_every_word_of_a_switch_has_a_table():
    variants = {path: table for path, table in nested("", CLUSTER) if isinstance(table, Variant)}
    assert variants.keys() == {"loadBalancer", "etcd", "firewall"}
    for variant in variants.values():
        assert variant.switch.default in variant.tables
        for word in variant.tables:
            assert variant.switch.reader.read(word, "x", reading := Reading()) == word
            assert reading.problems == []
