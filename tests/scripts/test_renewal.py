"""renewal: the certificates of kubeadm on a control plane, renewed before they end, and what reads them started anew."""

import tarfile
from dataclasses import replace

import pytest

from components.core.steps import renewal_step
from tests.core.samples import CP_1
from tests.scripts.sandbox import Done, Sandbox
from tests.scripts.upgrading import TWO, member

OWED, KEPT = (f"/var/lib/pulumi-kubeadm/{name}" for name in ("certificate-readers", "certificates.tar"))
SERVING, PROXY, SCHEDULER = (f"/etc/kubernetes/{name}" for name in ("pki/apiserver.crt", "pki/front-proxy-client.crt", "scheduler.conf"))
# The first was made a moment before, by another clock.
LONG, SOON = "ends 2098-01-01T09:20:00Z\n", "ends 2097-12-30T23:00:00Z\n"
READERS = ["kube-controller-manager", "kube-scheduler"]


def look(host: Sandbox) -> Done:
    """What the run brings is when certificates end that were made today."""
    step = renewal_step(TWO, CP_1)
    return host.run(replace(step, input=step.input.with_parameters(UNTIL="2098-01-01T09:30:00Z")), "update")


@pytest.fixture
def plane(live: Sandbox) -> Sandbox:
    """A control plane whose certificates live long."""
    member(live, CP_1)
    for path in (SERVING, PROXY, SCHEDULER):
        live.write(path, LONG)
    return live


def stopped(host: Sandbox) -> list[str]:
    """The components whose container was told to end, in this order."""
    return [line.split()[-1].rpartition("-")[0] for line in host.calls("crictl stop")]


def test_certificates_that_live_as_long_stay_and_nothing_restarts(plane: Sandbox) -> None:
    """Nor is anybody else asked."""
    done = look(plane)
    assert done.out == "cp-1 has certificates until 2098-01-01; nothing to do\n", done.err
    assert plane.calls("kubeadm certs renew") == []
    assert stopped(plane) == []
    assert [line for line in plane.calls("kubectl") if "lease" in line] == []


def test_where_one_ends_earlier_all_are_renewed_and_what_reads_them_at_its_start_starts_anew(plane: Sandbox) -> None:
    plane.write(SCHEDULER, SOON)

    done = look(plane)

    assert done.code == 0, done.err
    assert "certificates renewed, kube-controller-manager restarted, kube-scheduler restarted" in done.out
    assert stopped(plane) == READERS
    assert "2099" in plane.path(SERVING).read_text()
    assert "2099" in plane.path(SCHEDULER).read_text()
    assert {OWED, KEPT} & plane.files().keys() == set()
    assert look(plane).out.endswith("nothing to do\n")


def test_a_controller_manager_leads_before_the_next_control_plane_follows(plane: Sandbox) -> None:
    plane.write(SERVING, SOON)
    plane.write("/usr/local/state/leaderless", "3")
    plane.forget_calls()

    assert look(plane).code == 0

    assert len([line for line in plane.calls("kubectl") if "lease kube-controller-manager" in line]) == 4


def test_what_kubeadm_cannot_renew_is_named_though_it_ends_well(plane: Sandbox) -> None:
    """The others are renewed, and what reads them has started anew."""
    plane.write(SERVING, SOON)
    plane.write(PROXY, SOON)
    plane.write("/usr/local/state/external", "front-proxy-client.crt")

    done = look(plane)

    assert done.code == 1
    assert "kubeadm cannot renew these certificates of cp-1: front-proxy-client. A CA has no key in /etc/kubernetes/pki" in done.err
    assert stopped(plane) == READERS


def test_a_renewal_that_fails_leaves_the_certificates_as_they_were(plane: Sandbox) -> None:
    """kubeadm may have written half of a pair."""
    plane.write(SERVING, SOON)
    plane.write("/usr/local/state/renewal-fails", "")

    done = look(plane)

    assert done.code == 1
    assert "kubeadm could not renew the certificates of cp-1, so they are as they were" in done.err
    assert plane.path(SERVING).read_text() == SOON
    assert KEPT not in plane.files()


def test_a_run_that_was_killed_between_renewal_and_restart_is_finished(plane: Sandbox) -> None:
    plane.write(OWED, "to be restarted")

    done = look(plane)

    assert done.code == 0, done.err
    assert stopped(plane) == READERS
    assert OWED not in plane.files()


def test_a_renewal_that_was_cut_short_begins_from_the_former_certificates(plane: Sandbox) -> None:
    """With their own modes; what kubeadm does not renew is as it is now."""
    plane.write(SERVING, LONG)
    plane.path(SERVING).chmod(0o600)
    before = plane.path("/etc/kubernetes").stat().st_mode
    plane.path(KEPT).parent.mkdir(exist_ok=True)
    with tarfile.open(plane.path(KEPT), "w") as kept:
        kept.add(plane.path(SERVING), "pki/apiserver.crt")
    plane.write(SERVING, "half of one")
    plane.path(SERVING).chmod(0o644)

    done = look(plane)

    assert done.code == 0, done.err
    assert plane.path(SERVING).read_text() == LONG
    assert plane.path(SERVING).stat().st_mode & 0o777 == 0o600
    assert plane.path("/etc/kubernetes").stat().st_mode == before
    assert plane.calls("kubeadm certs renew") == []
    assert KEPT not in plane.files()


@pytest.mark.parametrize("renewed", [False, True])
def test_a_kubeadm_that_does_not_say_when_certificates_end_fails_the_step(plane: Sandbox, renewed: bool) -> None:
    """Taken for nothing to do, nobody would look again for a year."""
    plane.write(SERVING, SOON if renewed else LONG)
    plane.write("/usr/local/state/ends-unknown" if not renewed else "/usr/local/state/ends-unknown-then", "")

    done = look(plane)

    assert done.code != 0
    assert "nothing to do" not in done.out
