"""Steps that change a Node, the cluster or etcd by way of a control plane, or of a member of etcd."""

from collections.abc import Callable
from dataclasses import replace

from components.core.config.model import ClusterSpec, Drain, Host
from components.core.render.containerd import containerd_config
from components.core.steps import dns_defaults_step, drain_settings_step, forget_step, membership_step, node_step, stacked_leave_step
from components.core.steps.etcd import leave_step
from tests.core.samples import CP_1, CP_2, CP_3, EXTERNAL, SMALL, W_1, etcd_of
from tests.scripts.course import Scenario
from tests.scripts.killing import Run, run_well
from tests.scripts.sandbox import Sandbox
from tests.scripts.test_node import SLOW, WEB

THREE = replace(SMALL, control_plane=replace(SMALL.control_plane, hosts=(CP_1, CP_2, CP_3)))
MEMBERS = [f"a{n}, started, cp-{n}, https://10.0.0.{9 + n}:2380, https://10.0.0.{9 + n}:2379, false\n" for n in (1, 2, 3)]
LEARNER = "a4, unstarted, , https://10.0.0.14:2380, , true\n"
ETCD = etcd_of(EXTERNAL)
STORES = [f"a{n}, started, etcd-{n}, https://10.0.0.3{n}:2380, https://10.0.0.3{n}:2379, false\n" for n in (1, 2, 3)]


def speaker(host: Sandbox) -> None:
    """cp-1, by which the API and stacked etcd are asked; cp-2 and cp-3 are members, and w-1 has no Node yet."""
    host.claim("small", "cp-1", "control-plane")
    host.write("/etc/kubernetes/admin.conf", "")
    host.write("/etc/containerd/config.toml", containerd_config(SMALL.containerd))
    host.write("/usr/local/state/other-nodes", "cp-1 True node-role.kubernetes.io/control-plane\nw-2 True \n")
    host.write("/usr/local/state/etcd-pods", "etcd-cp-1\n")
    host.write("/usr/local/state/etcd/members", "".join(MEMBERS))
    host.write("/usr/local/state/etcd/leader", "a1\n")
    host.write("/usr/local/state/drain-settings", "gracePeriodSeconds=30 timeoutSeconds=1 onBlockedBudget=fail")


def store(host: Sandbox) -> None:
    """etcd-1, by which external etcd is asked."""
    host.claim("external", "etcd-1", "etcd")
    host.write("/usr/local/state/etcd/members", "".join(STORES))
    host.write("/usr/local/state/etcd/leader", "a3\n")


def registers(name: str) -> Callable[[Sandbox], None]:
    """Its kubelet does."""
    return lambda host: host.write(f"/usr/local/state/nodes/{name}", "")


def after_a_dead_member(host: Sandbox) -> None:
    """cp-3 has died, and the join of a host that is out of the stack file by now has broken."""
    host.write("/usr/local/state/etcd/members", "".join([*MEMBERS, LEARNER]))
    host.write("/usr/local/state/etcd/silent", "https://10.0.0.12:2379\n")


def leads(member: str, node: str = "") -> Callable[[Sandbox], None]:
    """Etcd has another leader by then; the Node beside it may be deleted already."""

    def elected(host: Sandbox) -> None:
        host.write("/usr/local/state/etcd/leader", f"{member}\n")
        if node:
            registers(node)(host)

    return elected


def without_settings(host: Sandbox) -> None:
    """Nobody has written down how nodes are drained."""
    speaker(host)
    host.path("/usr/local/state/drain-settings").unlink()


def _pool(spec: ClusterSpec, **keys: object) -> ClusterSpec:
    return replace(spec, worker_pools=(replace(spec.worker_pools[0], **keys),))  # type: ignore[arg-type]


TAINTED = _pool(SMALL, taints=(WEB, SLOW), labels={"tier": "web", "example.org/rack": "a"})
CHANGED = _pool(SMALL, taints=(replace(WEB, value="db"),), labels={"tier": "db"})
PATIENT = _pool(SMALL, drain=Drain(grace_period_seconds=7, timeout_seconds=11))
DEAD, ANEW = replace(W_1, dead=True), replace(W_1, generation=2)
BURIED = replace(THREE, control_plane=replace(THREE.control_plane, hosts=(CP_1, CP_2, replace(CP_3, dead=True))))


def node(spec: ClusterSpec, verb: str, host: Host = W_1) -> Run:
    return node_step(spec, host), verb, ()


def forgotten(spec: ClusterSpec, host: Host = W_1) -> Run:
    return forget_step(spec, host), "delete", ()


def _settings(spec: ClusterSpec, verb: str) -> Run:
    return drain_settings_step(spec), verb, ()


def born(host: Sandbox) -> None:
    """The control plane of a cluster with w-1."""
    speaker(host)
    registers("w-1")(host)
    run_well(host, node(TAINTED, "create"))


_GONE = node(TAINTED, "delete"), forgotten(TAINTED)
_CREATED = (node(TAINTED, "create"),)
_NODES = (
    Scenario("node create", speaker, node(TAINTED, "create"), after=_GONE, others=registers("w-1")),
    Scenario("node update", speaker, node(CHANGED, "update"), _CREATED, _GONE, others=registers("w-1")),
    Scenario("node update on a new disk", speaker, node(CHANGED, "update", ANEW), _CREATED, _GONE, others=registers("w-1")),
    Scenario("node update of a dead one", speaker, node(TAINTED, "update", DEAD), _CREATED, (forgotten(TAINTED),), others=registers("w-1")),
    Scenario("node delete", speaker, node(TAINTED, "delete"), _CREATED, _GONE, others=registers("w-1")),
    Scenario("node delete, taken back", born, node(TAINTED, "delete"), after=(node(TAINTED, "update"),)),
    Scenario("node delete of a dead one", speaker, node(TAINTED, "delete", DEAD), _CREATED, others=registers("w-1")),
    Scenario("forget delete", speaker, forgotten(TAINTED), _CREATED, others=registers("w-1")),
)
_DEPARTURES = (
    Scenario("node delete of etcd's leader", speaker, node(THREE, "delete", CP_2), others=leads("a2", node="cp-2")),
    Scenario("node delete without a Node", speaker, node(THREE, "delete", CP_2)),
    Scenario("forget delete of a control plane", speaker, forgotten(THREE, CP_3), others=registers("cp-3")),
    Scenario("leave delete", speaker, (stacked_leave_step(THREE, CP_3), "delete", ()), others=leads("a3")),
    Scenario("leave delete of an external member", store, (leave_step(EXTERNAL, ETCD, ETCD.hosts[2], *ETCD.hosts[:2]), "delete", ())),
    Scenario("membership update", speaker, (membership_step(BURIED, CP_1), "update", ()), others=after_a_dead_member),
)
_OBJECTS = (
    Scenario("drain-settings create", without_settings, _settings(SMALL, "create")),
    Scenario("drain-settings update", speaker, _settings(PATIENT, "update"), (_settings(SMALL, "create"),)),
    Scenario("dns-defaults delete", speaker, (dns_defaults_step(SMALL), "delete", ())),
)
SCENARIOS = (
    *(replace(scenario, cluster=True) for scenario in _NODES),
    *(replace(scenario, cluster=True, way_back=False) for scenario in (*_DEPARTURES, *_OBJECTS)),
)
