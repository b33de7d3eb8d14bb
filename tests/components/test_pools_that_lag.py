"""A pool with a version of its own, under mocks: what the state remembers, what outputs say, and that a new cluster has none."""

from dataclasses import replace

import pulumi
import pytest

from components import Secrets
from components.core.config.identity import identity
from components.core.config.model import ClusterSpec
from components.outputs import node_list
from tests.components.graph import bare_cluster, build


def behind(spec: ClusterSpec, version: str) -> ClusterSpec:
    return replace(spec, worker_pools=(replace(spec.worker_pools[0], kubernetes_version=version),))


@pytest.mark.parametrize("preview", [True, False])
def test_a_new_cluster_has_no_pool_of_an_older_minor(small: ClusterSpec, preview: bool):
    """No host could join it, and the run would fail there."""
    with pytest.raises(pulumi.RunError, match=r"workerPools\[general\]\.hosts\[w-1\]: got 'w-1', want a pool of 1\.36"):
        build(lambda: bare_cluster(behind(small, "1.35.4"), Secrets()), preview=preview)


def test_a_cluster_that_is_there_remembers_the_versions_of_both(small: ClusterSpec):
    spec = behind(small, "1.35.4")
    graph = build(lambda: bare_cluster(spec, Secrets()), stored=dict(identity(spec)))
    want = {"kubernetesVersion": "1.36.3", "workerPools": {"general": "1.35.4"}}

    assert [graph[name].inputs["input"] for name in ("kubernetes-version", "kubernetes-version-reached")] == [want, want]


def test_each_node_is_listed_with_its_own_version(small: ClusterSpec):
    assert {node["name"]: node["version"] for node in node_list(behind(small, "1.35.4"))} == {
        "cp-1": "1.36.3",
        "w-1": "1.35.4",
        "w-2": "1.35.4",
    }
