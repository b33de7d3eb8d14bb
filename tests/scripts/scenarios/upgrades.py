"""Another version of Kubernetes on a live node, and other certificates, on a Debian machine in use."""

from collections.abc import Callable
from dataclasses import replace

from components.core.steps import renewal_step
from tests.core.samples import CP_1, CP_2, CP_3, SMALL
from tests.scripts.course import Scenario
from tests.scripts.sandbox import Sandbox
from tests.scripts.scenarios.hosts import born, converge, gone, machine

THREE = replace(SMALL, control_plane=replace(SMALL.control_plane, hosts=(CP_1, CP_2, CP_3)))
NEXT, THREE_NEXT = (replace(spec, kubernetes_version="1.37.2") for spec in (SMALL, THREE))
PATCH = replace(SMALL, kubernetes_version="1.36.9")
MEMBER = "a1, started, cp-1, https://10.0.0.10:2380, https://10.0.0.10:2379, false\n"


def with_pods(*others: str) -> Callable[[Sandbox], None]:
    """A pod of an app runs on the machine; `others` are API servers, each with its version."""

    def made(host: Sandbox) -> None:
        host.write("/usr/local/state/own-pods", "shop/till-1|ReplicaSet|Running|\n")
        host.write("/usr/local/state/node-versions", "".join(f"{name}|v1.36.3|True||\n" for name in ("cp-1", "w-1")))
        host.write("/usr/local/state/etcd/members", MEMBER)
        host.write("/usr/local/state/etcd/leader", "a1\n")
        # Who holds the lease would make a state of its own of each kill.
        host.replace_command("od", "echo ' 0123456789abcdef'")
        if others:
            host.write("/usr/local/state/cluster-answers", "")
            host.write("/usr/local/state/etcd-pods", "etcd-cp-1\n")
            host.write("/usr/local/state/other-api-servers", "".join(f"{other}|\n" for other in others))

    return made


LAST = with_pods("cp-1|k/kube-apiserver:v1.37.2", "cp-3|k/kube-apiserver:v1.37.2")
NEIGHBOURS = with_pods("cp-1|k/kube-apiserver:v1.37.2", "cp-3|k/kube-apiserver:v1.36.3")


def ending(host: Sandbox) -> None:
    """A certificate of kubeadm ends before those that are made now."""
    with_pods()(host)
    host.write("/usr/local/state/ends", "2026-01-01T00:00:00Z\n")


_STEP = renewal_step(SMALL, CP_1)
RENEWAL = replace(_STEP, input=_STEP.input.with_parameters(UNTIL="2098-01-01T00:00:00Z")), "update", ()
SCENARIOS = (
    Scenario("renewal update", machine, RENEWAL, born(SMALL, CP_1), gone(SMALL, CP_1), others=ending),
    Scenario("upgrade of a worker", machine, converge(NEXT), born(SMALL), gone(NEXT), others=with_pods()),
    Scenario("upgrade of a worker to a patch release", machine, converge(PATCH), born(SMALL), gone(PATCH), others=with_pods()),
    Scenario("upgrade of the only control plane", machine, converge(NEXT, CP_1), born(SMALL, CP_1), gone(NEXT, CP_1), others=with_pods()),
    Scenario(
        "upgrade of a control plane among others",
        machine,
        converge(THREE_NEXT, CP_2),
        born(THREE, CP_2),
        gone(THREE_NEXT, CP_2),
        others=NEIGHBOURS,
    ),
    Scenario(
        "upgrade of the last control plane", machine, converge(THREE_NEXT, CP_2), born(THREE, CP_2), gone(THREE_NEXT, CP_2), others=LAST
    ),
    Scenario(
        "upgrade of the only control plane, put back",
        machine,
        converge(NEXT, CP_1),
        born(SMALL, CP_1),
        gone(NEXT, CP_1),
        others=with_pods(),
        back=converge(SMALL, CP_1),
    ),
)
