"""Steps that change their host, on other systems: with dnf and SELinux, behind firewalls, with a virtual address."""

from dataclasses import replace

from tests.core.samples import CP_1, SMALL
from tests.scripts import rocky
from tests.scripts.course import Scenario
from tests.scripts.sandbox import Sandbox
from tests.scripts.scenarios.hosts import EVERY, born, converge, gone, install, join, machine
from tests.scripts.test_firewall import FIREWALLD, OFF, OPEN, UFW, runs
from tests.scripts.test_kube_vip import SPEC as WITH_VIP
from tests.scripts.test_platforms import LOCKS
from tests.scripts.test_selinux import has


def with_dnf(host: Sandbox) -> None:
    """A machine of the RHEL family in use, with locks of its own; SELinux is not what the stack says."""
    machine(host)
    host.path("/etc/timezone").unlink()
    host.write("/etc/os-release", rocky.ROCKY)
    host.write("/etc/chrony.conf", "pool foreign\n")
    host.write(LOCKS, "# of its own\nbash-0:5.1-1.*\n!bash-0:5.2-*\nkubelet-0:1.30.0-1.*\n")
    host.write("/usr/local/state/packages", "bash 5.1-1\nkmod 28-1\n")
    has(host, "Permissive", "permissive")


def behind_firewalls(host: Sandbox) -> None:
    """A machine in use that has all three at work, which nobody has: each is dealt with by itself."""
    machine(host)
    host.replace_command("firewall-cmd", FIREWALLD)
    host.replace_command("ufw", UFW)
    host.write("/etc/nftables.conf", "foreign\n")
    host.write("/etc/firewalld/zones/public.xml", "foreign\n")
    host.write("/usr/local/state/ufw", "allow 22/tcp\nallow 10256/tcp comment 'mine'\n")
    for kind in ("firewalld", "nftables"):
        runs(host, kind)


ON_DNF = replace(rocky.SPEC, preparation=replace(EVERY.preparation, selinux="enforcing"))
_R_1 = rocky.HOST
SYSTEMS = (
    Scenario("install create by dnf", with_dnf, install(ON_DNF, "create", _R_1), after=(install(ON_DNF, "delete", _R_1),)),
    Scenario("install delete by dnf", with_dnf, install(ON_DNF, "delete", _R_1), (install(ON_DNF, "create", _R_1),)),
    Scenario("converge by dnf to everything", with_dnf, converge(ON_DNF, _R_1), born(rocky.SPEC, _R_1), gone(ON_DNF, _R_1)),
    Scenario("converge by dnf from everything", with_dnf, converge(rocky.SPEC, _R_1), born(ON_DNF, _R_1), gone(rocky.SPEC, _R_1)),
)
FIREWALLS = (
    Scenario("install create, firewalls opened", behind_firewalls, install(OPEN, "create"), after=(install(OPEN, "delete"),)),
    Scenario("install delete, firewalls opened", behind_firewalls, install(OPEN, "delete"), (install(OPEN, "create"),)),
    Scenario("install create, firewalls stopped", behind_firewalls, install(OFF, "create"), after=(install(OFF, "delete"),)),
    Scenario("install delete, firewalls stopped", behind_firewalls, install(OFF, "delete"), (install(OFF, "create"),)),
    Scenario("converge that stops opened firewalls", behind_firewalls, converge(OFF), born(OPEN), gone(OFF)),
    Scenario("converge that opens stopped firewalls", behind_firewalls, converge(OPEN), born(OFF), gone(OPEN)),
    Scenario("converge that leaves opened firewalls alone", behind_firewalls, converge(SMALL), born(OPEN), gone(SMALL)),
)
_INSTALLED, _UNINSTALLED = ((install(WITH_VIP, verb, CP_1),) for verb in ("create", "delete"))
WITHOUT_VIP = replace(WITH_VIP, load_balancer=None)
VIRTUAL_ADDRESS = (
    Scenario("join create with kube-vip", machine, join(WITH_VIP, "create", CP_1), _INSTALLED, gone(WITH_VIP, CP_1)),
    Scenario("join delete with kube-vip", machine, join(WITH_VIP, "delete", CP_1), born(WITH_VIP, CP_1), _UNINSTALLED),
    Scenario("converge to kube-vip", machine, converge(WITH_VIP, CP_1), born(WITHOUT_VIP, CP_1), gone(WITH_VIP, CP_1)),
    Scenario("converge from kube-vip", machine, converge(WITHOUT_VIP, CP_1), born(WITH_VIP, CP_1), gone(WITHOUT_VIP, CP_1)),
)
SCENARIOS = (*SYSTEMS, *FIREWALLS, *VIRTUAL_ADDRESS)
