"""Rook: the Ceph of the stack file, disks that are looked at first, and data that a line less cannot take along."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
import yaml

from components import Secrets
from components.addons import Addon
from components.addons.ceph_objects import ceph_objects, ceph_services
from components.core.config.addons import CATALOGUE
from components.core.config.addons.rook_ceph import RookCeph
from components.core.config.model import ClusterSpec
from components.core.steps import ceph_ready_step
from tests.components.addons.making import cluster, found, made, rendered
from tests.components.conftest import digest
from tests.components.graph import Graph, bare_cluster, build
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


@pytest.mark.parametrize(("version", "said"), [("v1.18.9", False), ("v1.19.1", False), ("v1.20.6", True), ("v1.21.0", True)])
def test_the_kind_of_keys_is_said_only_to_a_rook_that_takes_it(version: str, said: bool):
    """The definition of an older one has no such field, and the API server refuses the whole object."""
    ceph, *_ = ceph_objects(replace(rook_settings(), version=version))
    assert ("security" in ceph["spec"]) is said


def test_what_rook_writes_back_into_its_objects_is_taken_over_by_the_next_change():
    """Its operator owns the whole spec after its first look; without this every change of ours ends in a conflict with it."""
    for made_by_rook in ceph_objects(rook_settings()):
        assert made_by_rook["metadata"]["annotations"] == {"pulumi.com/patchForce": "true"}


def test_nothing_is_false_or_empty_that_rook_would_leave_out():
    """Its operator writes objects without such fields, and a refresh would plan them again each time."""
    for settings in ({}, {"destroyData": True, "dashboard": True, "replicas": 1}):
        for made_by_rook in ceph_objects(rook_settings(filesystem=True, objectStore=True, **settings)):
            assert [value for key, value in leaves(made_by_rook["spec"]) if value in ("", False, 0) and key != "useAllDevices"] == []


def rook_settings(**settings) -> RookCeph:
    wanted = cluster(rookCeph={**SMALLEST, **settings}).addons.get(RookCeph)
    assert wanted is not None
    return wanted


def leaves(value: object, key: str = "") -> Iterator[tuple[str, object]]:
    match value:
        case dict():
            for name, each in value.items():
                yield from leaves(each, name)
        case list():
            for each in value:
                yield from leaves(each, key)
        case _:
            yield key, value


def test_nothing_is_wiped_unless_the_stack_says_so():
    def policy(**settings) -> str | None:
        return found(rook(**settings), "CephCluster")["spec"]["cleanupPolicy"].get("confirmation")

    assert policy() is None
    assert policy(destroyData=True) == "yes-really-destroy-data"


@pytest.fixture
def graph(cache) -> Graph:
    """The whole cluster with Ceph, its manifests in the cache."""
    spec = cluster(rookCeph=SMALLEST)
    ceph = spec.addons.get(RookCeph)
    assert ceph is not None
    pins = {}
    for name, content in PUBLISHED.items():
        pins[name] = replace(getattr(ceph, name), sha256=digest(content))
        (cache / digest(content)).write_bytes(content)
    return build(lambda: bare_cluster(with_ceph(spec, replace(ceph, **pins)), Secrets()))


def with_ceph(spec: ClusterSpec, ceph) -> ClusterSpec:
    return replace(spec, addons=replace(spec.addons, known={"rookCeph": ceph}))


def test_disks_are_looked_at_before_anything_is_applied(graph: Graph):
    assert graph["rookCeph/CustomResourceDefinition/cephclusters.ceph.rook.io"].waits_for >= {"w-1-devices", "w-2-devices"}
    assert "w-1-node" in graph["w-1-devices"].waits_for


def test_the_guard_is_deleted_before_everything_that_it_guards(graph: Graph):
    """Whatever it depends on is deleted after it, and not at all if it refuses."""
    objects = {name for name in graph.names() if name.startswith("rookCeph/")}
    assert len(objects) >= 5
    assert graph["data-guard"].waits_for >= objects
    assert graph["data-guard"].deleted_with == "c"


def test_a_ceph_that_is_not_ready_yet_is_guarded_already(graph: Graph):
    """It may have taken disks long before Rook calls it ready."""
    assert "data-guard" in graph["ceph-ready"].waits_for


def test_ceph_and_what_is_in_it_leave_together(graph: Graph):
    """Rook keeps a CephCluster while there are pools, and pools of a Ceph that is not ready while it is to stay."""
    cluster_of_ceph, pool = graph["rookCeph/CephCluster/rook-ceph/rook-ceph"], graph["rookCeph/CephBlockPool/rook-ceph/block"]
    assert cluster_of_ceph.waits_for == pool.waits_for
    assert {cluster_of_ceph.deleted_with, pool.deleted_with} == {"identity"}, "a component would put them in a row"


def test_whatever_changes_of_ceph_is_waited_for():
    def step_input(**settings) -> str:
        ceph = rook_settings(**settings)
        return ceph_ready_step(cluster(), ceph, ceph_services(ceph)).input.render()

    assert step_input() == step_input(deleteCrds=True)
    for change in ({"cephImage": "quay.io/ceph/ceph:v20.2.5"}, {"replicas": 1}, {"objectStore": True}):
        assert step_input(**change) != step_input()
