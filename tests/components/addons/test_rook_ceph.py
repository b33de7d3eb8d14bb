"""Rook: the Ceph of the stack file, disks that are looked at first, and data that a line less cannot take along."""

from dataclasses import replace

import pytest
import yaml

from components import Cluster, Secrets
from components.addons import Addon
from components.addons.ceph_objects import ceph_objects
from components.core.catalogue import CATALOGUE
from components.core.spec.model import ClusterSpec
from tests.components.addons.making import cluster, found, made, rendered
from tests.components.conftest import digest
from tests.components.graph import Graph, build
from tests.golden_files import Golden

NODES = [{"name": name, "devices": ["/dev/disk/by-id/a", "/dev/vdb"]} for name in ("w-1", "w-2")]
SMALLEST = {"nodes": NODES, "monitors": 1, "managers": 1, "replicas": 2}
OPERATOR = {
    "apiVersion": "apps/v1",
    "kind": "Deployment",
    "metadata": {"name": "rook-ceph-operator", "namespace": "rook-ceph"},
    "spec": {"template": {"spec": {"containers": [{"name": "operator", "image": "docker.io/rook/ceph:v1.20.6"}]}}},
}
DEFINITION = {
    "apiVersion": "apiextensions.k8s.io/v1",
    "kind": "CustomResourceDefinition",
    "metadata": {"name": "cephclusters.ceph.rook.io"},
}
PUBLISHED = dict.fromkeys(CATALOGUE["rookCeph"].urls, b"") | {
    "crds": yaml.safe_dump(DEFINITION).encode(),
    "operator": yaml.safe_dump(OPERATOR).encode(),
}


def rook(**settings) -> Addon:
    return made("rookCeph", PUBLISHED, **{**SMALLEST, **settings})


def test_these_objects_are_applied(golden: Golden):
    golden.check("addons/rookCeph", rendered(rook(filesystem=True, objectStore=True, defaultClass="block")))


def test_ceph_changes_once_the_operator_has_rolled_out():
    definitions, _, workloads, ceph = rook().waves()
    assert {each["kind"] for each in definitions} == {DEFINITION["kind"]}
    assert {each["kind"] for each in workloads} == {"Deployment"}
    assert {each["kind"] for each in ceph} == {"CephCluster", "CephBlockPool"}


def test_ceph_is_ready_when_rook_says_so():
    assert found(rook(), "CephCluster")["metadata"]["annotations"]["pulumi.com/waitFor"] == "jsonpath={.status.phase}=Ready"


@pytest.mark.parametrize(("version", "said"), [("v1.18.9", False), ("v1.19.1", False), ("v1.20.6", True), ("v1.21.0", True)])
def test_the_kind_of_keys_is_said_only_to_a_rook_that_takes_it(version: str, said: bool):
    """The definition of an older one has no such field, and the API server refuses the whole object."""
    wanted = cluster(rookCeph=SMALLEST).addons.rook_ceph
    assert wanted is not None
    ceph, *_ = ceph_objects(replace(wanted, version=version))
    assert ("security" in ceph["spec"]) is said


def test_nothing_is_wiped_unless_the_stack_says_so():
    def policy(**settings) -> str:
        return found(rook(**settings), "CephCluster")["spec"]["cleanupPolicy"]["confirmation"]

    assert policy() == ""
    assert policy(destroyData=True) == "yes-really-destroy-data"


@pytest.fixture
def graph(cache) -> Graph:
    """The whole cluster with Ceph, its manifests in the cache."""
    spec = cluster(rookCeph=SMALLEST)
    ceph = spec.addons.rook_ceph
    assert ceph is not None
    pins = {}
    for name, content in PUBLISHED.items():
        pins[name] = replace(getattr(ceph, name), sha256=digest(content))
        (cache / digest(content)).write_bytes(content)
    return build(lambda: Cluster("c", with_ceph(spec, replace(ceph, **pins)), Secrets()))


def with_ceph(spec: ClusterSpec, ceph) -> ClusterSpec:
    return replace(spec, addons=replace(spec.addons, rook_ceph=ceph))


def test_disks_are_looked_at_before_anything_is_applied(graph: Graph):
    assert graph["rookCeph/CustomResourceDefinition/cephclusters.ceph.rook.io"].waits_for >= {"w-1-devices", "w-2-devices"}
    assert "w-1-node" in graph["w-1-devices"].waits_for


def test_the_guard_is_deleted_before_everything_that_it_guards(graph: Graph):
    """Whatever it depends on is deleted after it, and not at all if it refuses."""
    objects = {name for name in graph.names() if name.startswith("rookCeph/")}
    assert len(objects) >= 5
    assert graph["data-guard"].waits_for >= objects
    assert graph["data-guard"].deleted_with == "c"
