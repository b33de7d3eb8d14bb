"""The JSON Schema of the stack file: made from the tables, committed, and of one mind with the reader about what is wrong where."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest
import yaml
from hypothesis import strategies as st
from jsonschema import Draft7Validator

import components
from components.core.config.json_schema import schema, text
from components.core.config.nested import keys_of, nested
from components.core.config.readers import Reading
from components.core.config.rules import fields, kubernetes
from components.core.config.schema.cluster import CLUSTER
from components.core.config.spelling import SECRETS
from components.core.config.values import ROOT
from tests.core.config import test_bad_etcd, test_bad_firewall, test_bad_input, test_bad_load_balancer, test_passed_on, test_switches
from tests.core.config.documents import bundled, changed, existing, external, full, guarded, hosts, kube_vip, small
from tests.core.config.schema_errors import schema_paths, validator
from tests.core.config.test_accepted import documents
from tests.core.config.test_parse_anything import DOCUMENTS, JSON, PLACES, Place
from tests.examples import times

COMMITTED = Path(components.__file__).with_name("stack-file.schema.json")
EXAMPLES = sorted((COMMITTED.parents[1] / "stacks").glob("Pulumi.*.yaml"))
MODELINE = "# yaml-language-server: $schema=../components/stack-file.schema.json\n"
CODE_ALONE = (
    "base64 text",
    "a range that starts at its network address",
    "a string without control characters",
    "a URL that begins with https:// or http://",
    "a URL with an IP address or a DNS name",
    "a file that can be read",
    "the lower address first",
    "whole certificates in PEM",
    "Kubernetes 1.",
    "a feature gate of kubeadm 1.",
)
"""What only code can tell: the contents of keys and certificates, arithmetic on addresses, files, and what a single minor has."""
RULES_OF_VALUES = (
    kubernetes.version_is_supported,
    kubernetes.feature_gates_exist,
    fields.fields_are_known_and_of_their_kinds,
    fields.fields_are_not_the_librarys_own,
    fields.max_pods_fit_the_node_range,
    fields.proxy_mode_exists,
)
"""Rules that are about one value, as checks are."""


def own_problems(document: object) -> dict[str, str]:
    """What our reader says of single values and keys, by path; what must hold between keys is left to `validate`."""
    reading = Reading()
    CLUSTER.read(document, ROOT, reading)
    problems = [*reading.problems, *(problem for rule in RULES_OF_VALUES for problem in rule(reading.values))]
    return {problem.path: problem.expected for problem in problems}


def broken() -> Iterator[dict]:
    """Every document that other tests know to be wrong, and values that they know to be right or wrong."""
    yield from (changed(full(), path, value) for path, value, _, _ in test_bad_input.MISTAKES)
    yield from (changed(full(), ("firewall", *path), value) for path, value, _, _ in test_bad_firewall.MISTAKES)
    mistakes = [getattr(each, "values", each) for each in test_bad_etcd.MISTAKES]
    yield from (changed(make(), ("etcd", *path), value) for make, path, value, _, _ in mistakes)
    yield from (changed(make(), path, value) for make, path, value, _, _ in test_bad_load_balancer.MISTAKES)
    yield from ({**test_switches.THREE, table: keys} for table, keys, _ in test_switches.MISSING)
    values = test_passed_on.each(test_passed_on.TAKEN) + test_passed_on.each(test_passed_on.REFUSED)
    yield from (changed(guarded() if place in test_passed_on.HTTP_USERS else full(), place, value) for place, value in values)
    names = [*test_passed_on.NAMES, *test_passed_on.NO_NAMES]
    yield from (changed(full(), test_passed_on.ENTRIES, {name: "10.0.1.5"}) for name in names)


def test_the_schema_is_made_from_the_tables(request: pytest.FixtureRequest):
    if request.config.getoption("--update-golden"):
        COMMITTED.write_text(text())
    assert COMMITTED.read_text() == text(), "rewrite components/stack-file.schema.json with --update-golden"


def test_it_is_a_schema():
    Draft7Validator.check_schema(schema())
    named = {*re.findall(r'"\$ref": "#/definitions/([^"]+)"', text())}
    assert named - schema()["definitions"].keys() == set(), "an editor refuses the whole schema for one reference that leads nowhere"


def test_every_key_is_described():
    """Hover in an editor is the reference."""
    found = [part["properties"] for part in schema()["definitions"].values()]
    for path, table in nested("", CLUSTER):
        described = {key.name: key.about for key in keys_of(table)}
        assert any(described.keys() == part.keys() and all("description" in each for each in part.values()) for part in found), path


@pytest.mark.parametrize("file", EXAMPLES, ids=lambda file: file.name)
def test_an_example_names_the_schema_and_passes_it(file: Path):
    written = file.read_text()
    assert written.startswith(MODELINE)
    assert [error.message for error in validator().iter_errors(yaml.safe_load(written))] == []


@pytest.mark.parametrize("make", [small, full, external, existing, guarded, bundled, kube_vip], ids=lambda make: make.__name__)
def test_what_the_reader_takes_the_schema_takes(make):
    assert schema_paths(make()) == set()


def test_wrong_values_are_told_at_the_paths_of_the_reader():
    """But for what only code can tell, where the schema is silent."""
    reached = 0
    for document in broken():
        own, told = own_problems(document), schema_paths(document)
        missed = [sentence for path, sentence in own.items() if not any(each.startswith(path) for each in told)]
        assert [path for path in told if not path.startswith(tuple(own))] == []
        assert [sentence for sentence in missed if not any(words in sentence for words in CODE_ALONE)] == []
        reached += bool(told)
    assert reached > 200


@times(3)
@hypothesis.given(st.sampled_from(PLACES), JSON)
def test_the_schema_refuses_nothing_that_the_reader_takes(named: tuple[str, Place], value: object):
    """An editor that is wrong once is switched off."""
    name, place = named
    document = changed(DOCUMENTS[name], place, value)
    if not own_problems(document):
        assert schema_paths(document) == set()


@hypothesis.given(documents())
def test_a_random_cluster_that_is_right_passes(document: dict):
    if not own_problems(document):
        assert schema_paths(document) == set()


@pytest.mark.parametrize(
    ("path", "value", "where"),
    [
        (("kubernetesVersion",), 1.36, "kubernetesVersion"),
        (("controlPlane", "hosts", 0, "adress"), "10.0.0.1", "controlPlane.hosts[0].adress"),
        (("workerPools", 0, "taints", 0, "effect"), "noschedule", "workerPools[0].taints[0].effect"),
        (("etcd",), {"hosts": hosts("e", 50, 3)}, "etcd.topology"),
        (("etcd",), {"topology": "external"}, "etcd.hosts"),
        (("etcd",), {"topology": "existing", "endpoints": ["https://10.0.1.1:2379"], "caFile": "a"}, "etcd.cert"),
        (("loadBalancer",), {"type": "kubeVip"}, "loadBalancer.vip"),
        (("addons", "custom", 0, "chart"), {"file": "a"}, "addons.custom[0]"),
        (("sources", "registryMirrors", "ghcr.io"), ["https://a", 5], 'sources.registryMirrors["ghcr.io"][1]'),
        (("preflight", "severity"), {"cpus": "error"}, "preflight.severity.cpus"),
        (("kubelet", "maxPods"), 500, "kubelet.maxPods"),
        (("kubelet", "memorySwap"), {"swapBehaviour": "NoSwap"}, "kubelet.memorySwap.swapBehaviour"),
        (("workerPools", 0, "kubelet"), {"clusterDNS": ["10.0.0.1"]}, "workerPools[0].kubelet.clusterDNS"),
        (("kubeProxy", "mode"), "userspace", "kubeProxy.mode"),
        (("kubernetesVersion",), "1.32.4", "kubernetesVersion"),
        (("kubeadm", "featureGates"), {"Nonsense": True}, "kubeadm.featureGates.Nonsense"),
    ],
)
def test_a_mistake_is_told_where_it_is(path: tuple, value: object, where: str):
    assert f"cluster.{where}" in schema_paths(changed(full(), path, value))


@pytest.mark.parametrize(
    "whole",
    [
        None,
        {},
        {"config": None, "encryptionsalt": "v1:x", "encryptedkey": "y", "secretsprovider": "awskms://x"},
        {"environment": ["base", "prod"], "config": {"aws:region": "eu-central-1", "eks:cluster": {"version": 1}, "shop:cluster": "a"}},
        {"config": {"kubeadm:cluster": small(), **{f"kubeadm:{key}": {"secure": "AAAB"} for key in SECRETS}}},
        {"config": {"kubeadm:cluster": small(), "kubeadm:registryPasswords": {"ghcr.io": {"https://a": {"secure": "AAAB"}}}}},
        {"config": {"kubeadm:cluster": small(), "kubeadm:proxyPassword": 12345, "kubeadm:other": [1]}},
        {"config": {"cluster": small(), "shop:cluster": small()}},
    ],
)
def test_whatever_else_pulumi_takes_is_taken(whole: object):
    assert [error.message for error in validator().iter_errors(whole)] == []


@pytest.mark.parametrize("key", ["cluster", "shop:cluster"])
def test_a_cluster_of_the_projects_own_configuration_is_checked_too(key: str):
    [error] = validator().iter_errors({"config": {key: changed(small(), ("name",), "A")}})
    assert list(error.absolute_path) == ["config", key, "name"]


def test_a_secret_is_described():
    """So that an editor offers its key."""
    known = schema()["properties"]["config"]["properties"]
    assert {f"kubeadm:{key}" for key in SECRETS} < known.keys()
    assert json.dumps(known["kubeadm:sshPrivateKey"]).count("secure") == 2
