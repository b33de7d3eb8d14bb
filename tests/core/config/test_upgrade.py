"""Which version of Kubernetes may follow which, as far as a preview can tell."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.core.config.model import ClusterSpec
from components.core.config.upgrade import begun_problems, reached_problems, reached_version_kept, skipped_minors, versions
from tests.core.samples import GENERAL, SMALL
from tests.examples import times

VERSIONS = st.builds("1.{}.{}".format, st.integers(30, 40), st.integers(0, 12))


def minor(version: str) -> int:
    return int(version.split(".")[1])


def patch(version: str) -> tuple[int, int]:
    return minor(version), int(version.split(".")[2])


def cluster(version: str, pool: str | None = None) -> ClusterSpec:
    return replace(SMALL, kubernetes_version=version, worker_pools=(replace(GENERAL, kubernetes_version=pool),))


def test_the_next_minor_and_any_later_patch_may_follow() -> None:
    for now in ("1.35.4", "1.35.9", "1.36.0", "1.36.12"):
        assert [*skipped_minors("1.35.4", now), *reached_version_kept("1.35.4", now)] == []


def test_a_skipped_minor_is_refused_with_the_one_that_comes_first() -> None:
    [begun], [reached] = skipped_minors("1.35.4", "1.37.2"), reached_version_kept("1.35.4", "1.37.2")

    assert "1.36 first" in begun.expected
    assert "1.36 first, with a run to its end" in reached.expected


def test_what_every_node_has_is_not_taken_back() -> None:
    """Not even by a patch: etcd and the API server may have written what an older one cannot read."""
    [problem] = reached_version_kept("1.36.3", "1.36.2")

    assert str(problem).startswith("cluster.kubernetesVersion: got '1.36.2', want '1.36.3' or later")


def test_a_run_that_failed_may_be_taken_back_as_long_as_the_hosts_say_so() -> None:
    assert list(skipped_minors("1.36.3", "1.35.4")) == []
    assert list(reached_version_kept("1.35.4", "1.35.4")) == []


@times(1)
@given(begun=VERSIONS, reached=VERSIONS, now=VERSIONS)
def test_no_run_skips_a_minor_or_goes_back_behind_what_was_reached(begun: str, reached: str, now: str) -> None:
    """Otherwise an API server would meet kubelets or data that it does not support, on a live cluster."""
    allowed = not [*skipped_minors(begun, now), *reached_version_kept(reached, now)]

    legal = patch(now) >= patch(reached) and minor(now) <= minor(reached) + 1 and abs(minor(now) - minor(begun)) <= 1
    assert allowed == legal


def test_only_versions_that_differ_are_remembered() -> None:
    """A state of many pools would else have a line for each."""
    assert versions(cluster("1.36.3")) == versions(cluster("1.36.3", "1.36.3")) == {"kubernetesVersion": "1.36.3"}
    assert versions(cluster("1.36.3", "1.35.4")) == {"kubernetesVersion": "1.36.3", "workerPools": {"general": "1.35.4"}}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (("1.35.4", None), ("1.36.3", "1.35.4")),
        (("1.36.3", "1.35.4"), ("1.36.3", "1.36.3")),
        (("1.36.3", "1.35.4"), ("1.36.3", None)),
        (("1.36.3", "1.35.4"), ("1.37.2", "1.35.4")),
        (("1.37.2", "1.35.4"), ("1.37.2", "1.36.3")),
    ],
    ids=["stays behind", "follows", "follows without a version", "stays behind further", "follows by a minor"],
)
def test_a_pool_lags_and_follows(before: tuple[str, str | None], after: tuple[str, str | None]) -> None:
    assert [
        *begun_problems(versions(cluster(*before)), cluster(*after)),
        *reached_problems(versions(cluster(*before)), cluster(*after)),
    ] == []


@pytest.mark.parametrize(
    ("before", "after", "why"),
    [
        (("1.36.3", None), ("1.36.3", "1.35.4"), "'1.36.3' or later, which every node has: a kubelet cannot be downgraded"),
        (("1.36.3", "1.35.4"), ("1.36.3", "1.35.2"), "'1.35.4' or later, which every node has: a kubelet cannot be downgraded"),
        (("1.37.2", "1.35.4"), ("1.37.2", None), "1.36 first, with a run to its end: the nodes have 1.35.4, and no minor can be skipped"),
        (("1.36.3", "1.33.9"), ("1.37.2", "1.34.9"), "1.34 first, with a run to its end in which the control plane stays as it is"),
    ],
    ids=["set back", "set back by a patch", "skips a minor", "too old for what comes before it"],
)
def test_a_pool_that_cannot_follow_is_told_why(before: tuple[str, str | None], after: tuple[str, str | None], why: str) -> None:
    [problem] = reached_problems(versions(cluster(*before)), cluster(*after))

    assert problem.path == "cluster.workerPools[general].kubernetesVersion"
    assert why in problem.expected
