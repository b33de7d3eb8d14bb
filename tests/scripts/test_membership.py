"""membership: the gate before a change of etcd's members, and what a broken join has left there."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from components.core.config.model import ClusterSpec, Host
from components.core.steps import Step, forget_step, membership_step, stacked_leave_step
from tests.core.samples import CP_1, CP_2, CP_3, SMALL
from tests.scripts.sandbox import BUNDLE, Done, Sandbox

MEMBERS = "/usr/local/state/etcd/members"
FIRST = "a1, started, cp-1, https://10.0.0.10:2380, https://10.0.0.10:2379, false"
SECOND = "a2, started, cp-2, https://10.0.0.11:2380, https://10.0.0.11:2379, false"
UNSTARTED = "a3, unstarted, , https://10.0.0.12:2380, , true"
LEARNER = "a3, started, cp-3, https://10.0.0.12:2380, https://10.0.0.12:2379, true"
VOTER = LEARNER.replace("true", "false")
SILENT = "https://10.0.0.12:2379\n"


def cluster(*hosts: Host) -> ClusterSpec:
    return replace(SMALL, control_plane=replace(SMALL.control_plane, hosts=hosts))


WITHOUT = membership_step(cluster(CP_1, CP_2), CP_1)
"""The gate once cp-3, whose join failed, is out of the stack file."""


@pytest.fixture
def speaker(host: Sandbox) -> Sandbox:
    """cp-1, which etcd and the API are asked by."""
    host.claim("small", "cp-1", "control-plane")
    host.write("/etc/kubernetes/admin.conf", "")
    host.write("/usr/local/state/etcd-pods", "etcd-cp-1\n")
    host.write("/usr/local/state/etcd/leader", "a1\n")
    host.write("/usr/local/state/nodes/cp-3", "")
    for name, long, short in (
        ("lib/etcd/changes.sh", "CONFIRMED=10", "CONFIRMED=1"),
        ("lib/etcd/changes.sh", "pursue 60", "pursue 2"),
        ("lib/etcd/changes.sh", "pursue 30", "pursue 2"),
        ("membership.sh", "pursue 60", "pursue 2"),
    ):
        script = host.path(f"{BUNDLE}/{name}")
        script.write_text(script.read_text().replace(long, short))
    return host


def asked(speaker: Sandbox, step: Step, verb: str, *members: str, silent: str = "") -> Done:
    speaker.write(MEMBERS, "".join(f"{member}\n" for member in members))
    speaker.write("/usr/local/state/etcd/silent", silent)
    return speaker.run(step, verb)


def listed(speaker: Sandbox) -> list[str]:
    return [text.split(",")[0] for text in speaker.path(MEMBERS).read_text().splitlines()]


@pytest.mark.parametrize(
    ("left", "silent"),
    [
        pytest.param(UNSTARTED, "", id="a learner that never started"),
        pytest.param(UNSTARTED.replace("true", "false"), "", id="a voter that never started"),
        pytest.param(LEARNER, SILENT, id="a learner that is silent"),
        pytest.param(LEARNER, "", id="a learner that runs"),
    ],
)
def test_what_a_broken_join_has_left_without_a_vote_goes_with_its_host(speaker: Sandbox, left: str, silent: str) -> None:
    """etcd takes no other member while a learner is listed."""
    done = asked(speaker, WITHOUT, "update", FIRST, SECOND, left, silent=silent)

    assert (done.code, done.out) == (0, "etcd may have the members that its stack names: cp-1 cp-2\n")
    assert listed(speaker) == ["a1", "a2"]


def test_what_etcd_does_not_let_go_is_said(speaker: Sandbox) -> None:
    speaker.write("/usr/local/state/etcd/remove-fails", "")

    done = asked(speaker, WITHOUT, "update", FIRST, SECOND, UNSTARTED)

    assert done.code == 1
    assert (
        "unstarted member a3 at https://10.0.0.12:2380, which a broken join has left, cannot leave etcd: etcd does not remove" in done.err
    )


def test_a_voter_that_is_silent_is_said_with_what_to_do(speaker: Sandbox) -> None:
    done = asked(speaker, WITHOUT, "update", FIRST, SECOND, VOTER, silent=SILENT)

    assert done.code == 1
    assert "cp-3 (a3) is a voting member that does not answer: start it, or name it dead if its disk is gone" in done.err
    named = membership_step(cluster(CP_1, CP_2, replace(CP_3, dead=True)), CP_1)
    assert asked(speaker, named, "update", FIRST, SECOND, VOTER, silent=SILENT).code == 0
    assert listed(speaker) == ["a1", "a2"]


def test_a_voter_that_runs_is_named_and_leaves_with_its_host(speaker: Sandbox) -> None:
    """So does one that was born well, once it is drained."""
    done = asked(speaker, WITHOUT, "update", FIRST, SECOND, VOTER)

    assert (done.code, listed(speaker)) == (0, ["a1", "a2", "a3"])
    assert done.out.endswith("cp-1 cp-2; still listed until they have left: cp-3\n")


@pytest.mark.parametrize(
    "left", [pytest.param(VOTER, id="a voter"), pytest.param(LEARNER, id="a learner"), pytest.param(UNSTARTED, id="not started")]
)
@pytest.mark.parametrize(
    "step", [pytest.param(forget_step, id="its join failed"), pytest.param(stacked_leave_step, id="its Node never came")]
)
def test_a_member_whose_birth_failed_leaves_before_its_host_is_reset(
    speaker: Sandbox, step: Callable[[ClusterSpec, Host], Step], left: str
) -> None:
    """It was listed for good: of two voters, the reset of one stopped etcd."""
    removal = step(cluster(CP_1, CP_3), CP_3)

    done = asked(speaker, removal, "delete", FIRST, left)

    assert (done.code, done.err, listed(speaker)) == (0, "", ["a1"])


@pytest.mark.parametrize("step", [pytest.param(forget_step, id="forget"), pytest.param(stacked_leave_step, id="leave")])
def test_a_member_that_has_left_needs_nothing_and_nobody_is_asked_of_a_cluster_that_is_gone(
    speaker: Sandbox, step: Callable[[ClusterSpec, Host], Step]
) -> None:
    removal = step(cluster(CP_1, CP_2, CP_3), CP_3)

    assert asked(speaker, removal, "delete", FIRST, SECOND).code == 0
    assert listed(speaker) == ["a1", "a2"]
    speaker.path("/etc/kubernetes/admin.conf").unlink()
    speaker.forget_calls()
    assert asked(speaker, removal, "delete", FIRST, SECOND, VOTER).code == 0
    assert speaker.calls("etcdctl") == []
