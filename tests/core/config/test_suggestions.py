"""A key that is not known is answered with the one that was meant, wherever that is."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.core.config.nested import keys_of, nested
from components.core.config.schema.cluster import CLUSTER
from components.core.config.suggestions import Suggestions, folded
from components.core.config.synonyms import SYNONYMS
from tests.core.config.documents import changed, problems_of, small

HOST = ("controlPlane", "hosts", 0)
TABLES = dict(nested("", CLUSTER))
PATHS = {f"{path}.{key.name}".removeprefix(".") for path, table in TABLES.items() for key in keys_of(table)}

MEANT = [
    # Of another table.
    (("certSANs",), "'controlPlane.certSans', where it belongs"),
    (("podCidr",), "'network.podCidr', where it belongs"),
    (("noProxy",), "'sources.proxy.noProxy', where it belongs"),
    (("controlPlane", "taints"), "'workerPools[].taints', where it belongs"),
    (("ssh", "hostKey"), "'ssh.bastion.hostKey', where it belongs"),
    ((*HOST, "user"), "'controlPlane.hosts[0].ssh.user', where it belongs"),
    ((*HOST, "ssh", "generation"), "'controlPlane.hosts[0].generation', where it belongs"),
    # What other tools call it.
    ((*HOST, "internalAddress"), "'address', as it is called here; one that only SSH comes by is `ssh.address`"),
    ((*HOST, "publicAddress"), "'controlPlane.hosts[0].ssh.address', where it belongs; the one in the cluster is `address`"),
    ((*HOST, "ansible_host"), "'controlPlane.hosts[0].ssh.address', where it belongs; the one in the cluster is `address`"),
    ((*HOST, "hostname"), "'name', as it is called here"),
    ((*HOST, "role"), "no such key: a host is what the list says that it stands in"),
    (("hosts",), "controlPlane.hosts and workerPools[].hosts"),
    (("masters",), "'controlPlane.hosts', where it belongs"),
    (("nodes",), "'workerPools', as it is called here"),
    (("kube_version",), "'kubernetesVersion', as it is called here"),
    (("controlPlaneEndpoint",), "'endpoint', as it is called here"),
    (("network", "podSubnet"), "'podCidr', as it is called here"),
    (("network", "serviceSubnet"), "'serviceCidr', as it is called here"),
    (("addons", "flannel", "takeBack"), "'forceConflicts', as it is called here"),
    (("network", "plugin"), "'addons.flannel', where it belongs"),
    (("ssh", "keyPath"), "'privateKeyFile', as it is called here"),
    (("ssh", "keyFile"), "'privateKeyFile', as it is called here"),
    # Another spelling.
    (("worker_pools",), "'workerPools', the nearest name"),
    (("network", "podCIDR"), "'podCidr', the nearest name"),
    ((*HOST, "adress"), "'address', the nearest name"),
    (("address",), "one of addons"),
    (("somethingElse",), "one of addons"),
]


@pytest.mark.parametrize(("place", "want"), MEANT, ids=[".".join(map(str, place)) for place, _ in MEANT])
def test_a_key_that_is_not_known_is_answered_with_the_one_that_was_meant(place: tuple, want: str):
    [problem] = [one for one in problems_of(changed(small(), place, "x")) if "a key that is not known" in str(one)]
    assert problem.expected.startswith(want)


def test_a_key_that_is_there_already_was_not_meant_once_more():
    document = changed(small(), (*HOST, "addr"), "10.0.0.10")
    assert "'address', the nearest name" not in str(problems_of(document))
    del document["controlPlane"]["hosts"][0]["address"]
    assert "'address', the nearest name" in str(problems_of(document))


def test_every_word_of_another_tool_leads_to_a_key():
    adviser = Suggestions(CLUSTER)
    for word, meant in SYNONYMS.items():
        assert word == folded(word)
        if meant.key:
            assert any(f".{path}".endswith(f".{meant.key}") for path in PATHS), word
            assert adviser.suggest(word, "cluster.preflight", {"x"}, ()).startswith("'"), word


@given(st.sampled_from(sorted(TABLES)), st.sampled_from(sorted(PATHS)) | st.text(max_size=12) | st.sampled_from(sorted(SYNONYMS)))
def test_what_is_named_is_a_key_of_that_place(path: str, name: str):
    """Whatever is written anywhere: a path in an answer is one of the tables'."""
    here = re.sub(r"\[\]", "[3]", path).replace("*", "x")
    want = Suggestions(CLUSTER).suggest(
        name.rpartition(".")[2], f"cluster.{here}".rstrip("."), {key.name for key in keys_of(TABLES[path])}, ()
    )
    for named in re.findall(r"'([\w.*\[\]]+)'", want.partition(";")[0]):
        inside = {f"{path}.{named}".removeprefix("."), re.sub(r"\[3\]", "[]", named), re.sub(r"\[3\]", "[]", named).replace(".x.", ".*.")}
        assert inside & PATHS or any(path.endswith(f".{named}") for path in PATHS), want
