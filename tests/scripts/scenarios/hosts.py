"""Steps that change their host, on a Debian machine in use."""

from dataclasses import replace

from components.core.config.model import ClusterSpec, Host
from components.core.steps import (
    Passwords,
    balancer_converge_step,
    balancer_step,
    certificates_step,
    cleanup_step,
    converge_step,
    credential_files,
    credentials_step,
    install_step,
    join_secrets,
    join_step,
    prepare_step,
)
from components.core.steps.etcd import member_change_step, member_files, member_step
from tests.core.samples import CP_1, EXTERNAL, GUARDED, SMALL, W_1, etcd_of
from tests.scripts.course import Scenario
from tests.scripts.killing import Run
from tests.scripts.material import certificate, material
from tests.scripts.sandbox import Sandbox
from tests.scripts.test_balancer import BALANCER, CA, FEWER, LB_1, SPEC, make_balancer
from tests.scripts.test_converge import OTHER_PAUSE, PROFILING
from tests.scripts.test_credentials import REGISTRY
from tests.scripts.test_member import ETCD, FIRST, SNAPSHOTS, credentials, make_machine, spec_of
from tests.scripts.test_preparation import EVERYTHING

RULES = '*nat\n-A POSTROUTING -m comment --comment "kubernetes of mine" -j MASQUERADE\nCOMMIT\n'
SETTINGS = "net.bridge.bridge-nf-call-iptables = 0\nnet.ipv4.ip_forward = 0\nvm.max_map_count = 65530\n"


def machine(host: Sandbox) -> None:
    """A host in use: its files where ours will be, its packages, rules, swap, time daemon and networks."""
    host.write("/etc/hosts", "127.0.0.1 localhost\n10.9.9.9\tnas # no end of line")
    host.write("/etc/hostname", "localhost\n")
    host.write("/etc/timezone", "Etc/UTC\n")
    host.path("/etc/localtime").symlink_to("/usr/share/zoneinfo/Etc/UTC")
    host.write("/etc/fstab", "/dev/sda1 / ext4 defaults 0 1\n/dev/sda2 none swap sw 0 0\n")
    host.write("/etc/crictl.yaml", "foreign\n")
    host.write("/etc/containerd/config.toml", "foreign\n")
    host.write("/etc/chrony/chrony.conf", "pool foreign\n")
    host.write("/etc/sysctl.d/90-pulumi-kubeadm.conf", "# foreign\n")
    host.write("/etc/cni/net.d/99-foreign.conf", "foreign\n")
    host.write("/var/lib/etcd/lost+found/x", "")
    host.write("/etc/systemd/system/kubelet.service.d/50-foreign.conf", "[Service]\nNice=1\n")
    host.write("/usr/local/state/packages", "systemd-timesyncd 252\niptables 1.8\n")
    host.write("/usr/local/state/holds", "iptables\n")
    host.write("/usr/local/state/rules", RULES)
    host.write("/usr/local/state/settings", SETTINGS)
    host.write("/usr/local/state/hostname", "localhost\n")
    host.write("/usr/local/state/ca.crt", certificate("the CA"))


EVERY = replace(EVERYTHING, preparation=replace(EVERYTHING.preparation, commands=SMALL.preparation.commands))


def install(spec: ClusterSpec, verb: str, host: Host = W_1) -> Run:
    return install_step(spec, host), verb, ()


def join(spec: ClusterSpec, verb: str, host: Host = W_1) -> Run:
    return join_step(spec, host), verb, join_secrets(spec, host, material(spec)) if verb == "create" else ()


def converge(spec: ClusterSpec, host: Host = W_1) -> Run:
    return converge_step(spec, host), "update", ()


def gone(spec: ClusterSpec, host: Host = W_1) -> tuple[Run, ...]:
    return join(spec, "delete", host), install(spec, "delete", host)


def born(spec: ClusterSpec, host: Host = W_1) -> tuple[Run, ...]:
    return install(spec, "create", host), join(spec, "create", host), converge(spec, host)


ETCD_1 = etcd_of(EXTERNAL).hosts[0]
PREPARED = replace(EXTERNAL, name="small", preparation=EVERY.preparation)
PREPARE = prepare_step(PREPARED, ETCD_1)
_UNPREPARED = prepare_step(replace(EXTERNAL, name="small"), ETCD_1), "update", ()

NODES = (
    Scenario("install create", machine, install(EVERY, "create"), after=(install(EVERY, "delete"),)),
    Scenario("install delete", machine, install(EVERY, "delete"), before=(install(EVERY, "create"),)),
    Scenario("join create of a worker", machine, join(SMALL, "create"), (install(SMALL, "create"),), gone(SMALL)),
    Scenario("join create of a control plane", machine, join(SMALL, "create", CP_1), (install(SMALL, "create", CP_1),), gone(SMALL, CP_1)),
    Scenario("join delete", machine, join(SMALL, "delete"), born(SMALL), (install(SMALL, "delete"),)),
    Scenario("install delete of a member", machine, install(SMALL, "delete"), born(SMALL)),
    Scenario("converge to everything", machine, converge(EVERY), born(SMALL), gone(EVERY)),
    Scenario("converge from everything", machine, converge(SMALL), born(EVERY), gone(SMALL)),
    Scenario("converge of containerd", machine, converge(OTHER_PAUSE), born(SMALL), gone(SMALL)),
    Scenario("converge of a control plane", machine, converge(PROFILING, CP_1), born(SMALL, CP_1), gone(SMALL, CP_1)),
)
PREPARATION = (
    Scenario("prepare create", machine, (PREPARE, "create", ()), after=((PREPARE, "delete", ()),)),
    Scenario("prepare update", machine, _UNPREPARED, before=((PREPARE, "create", ()),), after=((PREPARE, "delete", ()),)),
    Scenario("prepare delete", machine, (PREPARE, "delete", ()), before=((PREPARE, "create", ()),)),
)


def balancing(host: Sandbox) -> None:
    """A machine in use that is to be a load balancer, and has an haproxy of its own at work."""
    make_balancer(host)
    host.path("/var/lib").mkdir()
    host.write("/etc/haproxy/haproxy.cfg", "foreign\n")
    host.write("/usr/local/state/packages", "haproxy 2.6\n")
    host.write("/usr/local/state/active-haproxy", "")


def storing(host: Sandbox) -> None:
    """A machine that is to be a member of etcd, with a client and a file system of its own."""
    make_machine(host)
    host.write("/usr/local/bin/etcdctl", "foreign\n")
    host.write("/var/lib/etcd/lost+found/x", "")


def _balancer(verb: str) -> Run:
    return balancer_step(SPEC, BALANCER, LB_1), verb, CA if verb == "create" else ()


def _member(verb: str) -> Run:
    return member_step(spec_of(ETCD), ETCD, FIRST), verb, member_files(credentials()) if verb == "create" else ()


def _credentials(verb: str, password: str = "first") -> Run:
    passwords = Passwords(registries={REGISTRY: password}, repositories={"packages": password}, proxy="proxy's")
    return credentials_step(GUARDED, W_1), verb, () if verb == "delete" else credential_files(GUARDED, passwords)


_CHANGED = balancer_converge_step(FEWER, BALANCER, LB_1), "update", ()
_RESTARTED = member_change_step(spec_of(SNAPSHOTS), SNAPSHOTS, FIRST), "update", ()
_RENEWED = certificates_step(spec_of(ETCD), FIRST), "update", member_files(replace(credentials(), client_crt="renewed"))
ROLES = (
    Scenario("balancer create", balancing, _balancer("create"), after=(_balancer("delete"),)),
    Scenario("balancer delete", balancing, _balancer("delete"), before=(_balancer("create"),)),
    Scenario("balancer-converge update", balancing, _CHANGED, (_balancer("create"),), (_balancer("delete"),)),
    Scenario("member create", storing, _member("create"), after=(_member("delete"),)),
    Scenario("member delete", storing, _member("delete"), before=(_member("create"),)),
    Scenario("member update", storing, _RESTARTED, (_member("create"),), (_member("delete"),)),
    Scenario("certificates update", storing, _RENEWED, (_member("create"),), (_member("delete"),)),
    Scenario("credentials create", machine, _credentials("create"), after=(_credentials("delete"),)),
    Scenario("credentials update", machine, _credentials("update", "second"), (_credentials("create"),), (_credentials("delete"),)),
    Scenario("credentials delete", machine, _credentials("delete"), (_credentials("create"),)),
)
# What of a host is in the state when the creation of a role is killed: what was there before it, and this.
LEFT_ALONE = (
    Scenario("install create, in no state", machine, install(EVERY, "create"), after=((cleanup_step(EVERY, W_1), "delete", ()),)),
    Scenario("prepare create, in no state", machine, (PREPARE, "create", ()), after=((cleanup_step(PREPARED, ETCD_1), "delete", ()),)),
    Scenario("balancer create, in no state", balancing, _balancer("create"), after=((cleanup_step(SPEC, LB_1), "delete", ()),)),
    Scenario("member create, in no state", storing, _member("create"), after=((cleanup_step(spec_of(ETCD), FIRST), "delete", ()),)),
    Scenario("credentials create, in no state", machine, _credentials("create"), after=((cleanup_step(GUARDED, W_1), "delete", ()),)),
)
CLEANUP = tuple(Scenario(f"cleanup delete of {birth.run[0].name}", birth.host, birth.after[0], before=(birth.run,)) for birth in LEFT_ALONE)
SCENARIOS = (*NODES, *PREPARATION, *ROLES, *LEFT_ALONE, *CLEANUP)
