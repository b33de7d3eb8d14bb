"""A draft: a stack file that lacks nothing but the keys of hosts and packages, whatever was answered."""

from dataclasses import replace
from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.core.config.files import with_text
from components.core.config.parse import parse
from components.core.draft import Answers, document, named_hosts, problems, text
from components.core.versions import TESTED
from components.core.yaml_rules import read_stack_file
from tests.core.config.documents import apt_key, host_key
from tests.golden_files import Golden

ONE = Answers(name="small", kubernetes_version=TESTED, user="admin", control_planes=(("cp-1", "10.0.0.11"),))
THREE = replace(
    ONE,
    name="large",
    control_planes=named_hosts(["10.0.0.11", "10.0.0.12", "10.0.0.13"], "cp"),
    workers=named_hosts(["10.0.0.21", "db-1=10.0.0.22"], "worker"),
    balancer="haproxy",
    vip="10.0.0.100/24",
)
KUBE_VIP = replace(THREE, name="edge", balancer="kubeVip", endpoint="api.edge.example.com:6443")
EXISTING = replace(THREE, name="old", balancer="existing", vip="", endpoint="api.old.example.com:443")


def test_the_text_is_as_people_read_it_and_means_the_document(golden: Golden) -> None:
    written = {answers.name: text(answers, "../components/stack-file.schema.json") for answers in (ONE, THREE, KUBE_VIP, EXISTING)}
    for answers in (ONE, THREE, KUBE_VIP, EXISTING):
        assert read_stack_file(written[answers.name]) == {"config": {"kubeadm:cluster": document(answers)}}
    golden.check("drafts", {f"Pulumi.{name}.yaml": each for name, each in written.items()})


def test_only_a_checkout_has_a_schema_to_name() -> None:
    assert "$schema" not in text(ONE)


def test_hosts_without_a_name_are_numbered() -> None:
    assert named_hosts(["10.0.0.1", "db-1=10.0.0.2", "10.0.0.3"], "w") == (("w-1", "10.0.0.1"), ("db-1", "10.0.0.2"), ("w-3", "10.0.0.3"))


@pytest.mark.parametrize(
    ("answers", "path"),
    [
        (replace(ONE, control_planes=()), "cluster.controlPlane.hosts"),
        (replace(ONE, control_planes=(("cp-1", "10.0.0.300"),)), "cluster.controlPlane.hosts[0].address"),
        (replace(THREE, workers=(("cp-1", "10.0.0.30"),)), "cluster.workerPools[0].hosts[0].name"),
        (replace(THREE, vip="10.0.0.100"), "cluster.loadBalancer.vip"),
        (replace(ONE, kubernetes_version="1.36"), "cluster.kubernetesVersion"),
    ],
)
def test_what_is_wrong_has_the_path_of_its_key(answers: Answers, path: str) -> None:
    assert path in [each.path for each in problems(answers)]


@given(st.lists(st.integers(2, 99), min_size=2, max_size=9, unique=True), st.sampled_from([1, 3]), st.sampled_from(["haproxy", "kubeVip"]))
def test_with_the_keys_it_is_a_whole_cluster(numbers: list[int], control_planes: int, balancer: str) -> None:
    addresses = (f"10.0.0.{number}" for number in numbers)
    first = named_hosts([*islice(addresses, control_planes)], "cp")
    several = {"balancer": balancer, "vip": "10.0.0.100/24"} if len(first) > 1 else {}
    answers = replace(ONE, control_planes=first, workers=named_hosts([*addresses], "worker"), **several)
    known_hosts = "".join(f"10.0.0.{number} {host_key(number)}\n" for number in numbers)
    whole = with_text(document(answers), ("sources", "kubernetes", "key"), apt_key())
    spec = parse(whole, known_hosts)
    assert len(spec.control_plane.hosts) + sum(len(pool.hosts) for pool in spec.worker_pools) == len(numbers)
