"""Pools with a version of their own: what is refused, and what their hosts get."""

from dataclasses import replace

from components.core.config import as_json
from components.core.config.model import ClusterSpec
from components.core.config.parse import parse
from components.core.roster import late_joins, roster
from components.core.steps import converge_step, install_step, join_step
from tests.core.config.documents import bundled, changed, full, problems_of
from tests.core.samples import GENERAL, SMALL, W_1, W_2, host

POOL = ("workerPools", 0, "kubernetesVersion")


def lagging(version: str | None, cluster: str = "1.36.3") -> ClusterSpec:
    """A cluster whose pool has a version of its own."""
    return replace(SMALL, kubernetes_version=cluster, worker_pools=(replace(GENERAL, kubernetes_version=version),))


def two_pools(version: str) -> dict:
    """A stack file of which one of two pools lags behind."""
    document = changed(full(), POOL, version)
    del document["containerd"]["sandboxImage"]
    return document


def test_a_pool_is_at_most_three_minors_behind() -> None:
    newer = changed(full(), ("kubernetesVersion",), "1.37.2")
    newer["kubeadm"]["featureGates"] = {}

    assert problems_of(changed(newer, POOL, "1.34.9")) == []
    [problem] = problems_of(changed(newer, POOL, "1.33.9"))
    assert str(problem) == (
        "cluster.workerPools[0].kubernetesVersion: got '1.33.9', want 1.34 or later: a kubelet may be 3 minors behind 1.37.2 at most"
    )


def test_fields_of_the_kubelet_are_known_to_the_kubelet_that_reads_them() -> None:
    """Those of the cluster reach every kubelet, those of a pool its own; kube-proxy has the cluster's version everywhere."""
    of_all = changed(changed(full(), POOL, "1.35.4"), ("kubelet", "noSuchField"), 1)
    of_pool = changed(full(), POOL, "1.35.4")

    assert [problem.path for problem in problems_of(of_all)] == ["cluster.kubelet.noSuchField"]
    assert problems_of(of_pool) == []


def test_a_bundle_is_for_one_version() -> None:
    """Its archives hold one kubelet: hosts of another version would find none."""
    document = changed(bundled(), POOL, "1.36.1")

    [problem] = [each for each in problems_of(document) if each.path.endswith("kubernetesVersion")]
    assert problem.expected == "'1.36.3': a bundle holds the packages of one version so far"


def test_hosts_of_a_lagging_pool_have_its_repository_sandbox_image_and_version() -> None:
    """Otherwise their packages could not be had, or an upgrade of the control plane would restart their containerd."""
    document = two_pools("1.35.4")
    del document["sources"]["kubernetes"]["uri"]
    spec = parse(document)
    old, new = spec.worker_pools[0].hosts[0], spec.worker_pools[1].hosts[0]

    assert [spec.version_of(each) for each in (old, new, spec.control_plane.hosts[0])] == ["1.35.4", "1.36.3", "1.36.3"]
    assert "/v1.35/" in spec.repositories_of(old)["kubernetes"].uri
    assert "/v1.36/" in spec.repositories_of(new)["kubernetes"].uri
    assert spec.containerd_of(old).sandbox_image.endswith("pause:3.10.1")
    assert spec.containerd_of(new).sandbox_image.endswith("pause:3.10.2")
    assert converge_step(spec, old).input.parameters["KUBERNETES_VERSION"] == "1.35.4"
    assert install_step(spec, old).input.parameters["KUBERNETES_VERSION"] == "1.35.4"


def test_such_a_cluster_comes_back_from_the_text_that_preflight_is_given() -> None:
    spec = parse(two_pools("1.35.4"))

    assert spec.sources.older_repositories
    assert as_json.loads(as_json.dumps(spec)) == spec


def test_what_a_stack_file_names_itself_is_the_same_for_every_pool() -> None:
    spec = parse(changed(full(), POOL, "1.35.4"))
    old = spec.worker_pools[0].hosts[0]

    assert spec.containerd_of(old) == spec.containerd


def test_the_next_version_of_the_control_plane_is_no_change_of_a_pool_that_lags() -> None:
    before = parse(changed(two_pools("1.35.4"), ("kubernetesVersion",), "1.35.4"))
    after = parse(two_pools("1.35.4"))
    old, new = before.worker_pools[0].hosts[0], before.worker_pools[1].hosts[0]

    assert converge_step(before, old) == converge_step(after, old)
    assert converge_step(before, new) != converge_step(after, new)


def test_no_host_joins_a_pool_of_an_older_minor() -> None:
    """kubeadm of that minor may not join a newer control plane; one of another patch release may."""
    behind, w_3 = lagging("1.35.4"), host("w-3", "10.0.0.23")
    more = replace(behind, worker_pools=(replace(behind.worker_pools[0], hosts=(W_1, W_2, w_3)),))
    patch = replace(more, worker_pools=(replace(more.worker_pools[0], kubernetes_version="1.36.1"),))
    returned = replace(behind, worker_pools=(replace(behind.worker_pools[0], hosts=(W_1, replace(W_2, generation=2))),))

    assert late_joins(roster(SMALL), behind) == []
    assert late_joins(roster(SMALL), patch) == []
    [new], [back] = late_joins(roster(SMALL), more), late_joins(roster(SMALL), returned)
    assert str(new) == (
        "cluster.workerPools[general].hosts[w-3]: got 'w-3', want a pool of 1.36: no host joins the pool as long as it has 1.35.4, "
        "for kubeadm joins hosts to a control plane of its own minor"
    )
    assert back.path == "cluster.workerPools[general].hosts[w-2].generation"
    assert len(late_joins({}, behind)) == 2, "all hosts of a new cluster join"


def test_the_join_of_such_a_host_knows_it_too() -> None:
    """It may be in the roster since a run that failed before it joined."""
    assert join_step(lagging("1.35.4"), W_1).input.parameters["CONTROL_PLANE_VERSION"] == "1.36.3"
    assert "CONTROL_PLANE_VERSION" not in join_step(lagging("1.36.1"), W_1).input.parameters
