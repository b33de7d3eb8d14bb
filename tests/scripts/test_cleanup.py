"""cleanup: the end of a host, whatever came to its end before."""

from components.core.steps import cleanup_step
from tests.core.samples import SMALL, W_1
from tests.scripts.sandbox import BUNDLE, OWNER, Sandbox

CLEANUP = cleanup_step(SMALL, W_1)


def test_a_host_is_nobodys_once_nothing_else_of_its_cluster_is_left(host: Sandbox) -> None:
    """A run that was killed between the last ledger and the owner: another stack would be refused on this host for good."""
    host.claim("small", "w-1", "worker")

    done = host.run(CLEANUP, "delete")

    assert (done.code, done.out) == (0, "nothing of small is on w-1\n")
    assert not host.path(OWNER).parent.exists()
    assert not host.path(BUNDLE).exists()


def test_what_is_known_of_a_node_stays_as_long_as_it_is_one(host: Sandbox) -> None:
    """Without its ledgers nobody could give the host back."""
    host.claim("small", "w-1", "worker")
    host.write("/var/lib/pulumi-kubeadm/member", "")

    assert host.run(CLEANUP, "delete").code == 0

    assert host.path(OWNER).exists()
