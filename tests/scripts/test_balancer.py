"""balancer and balancer-converge, with stand-ins for haproxy, keepalived and the network."""

from dataclasses import replace
from ipaddress import IPv4Interface
from pathlib import Path

import pytest

from components.bundle import archive
from components.core.config.model import EMPTY_LOCK, Bundle, Endpoint, Haproxy
from components.core.steps import balancer_ca, balancer_converge_step, balancer_step, install_step
from tests.core.samples import CP_1, CP_2, FULL, host
from tests.scripts.sandbox import BUNDLE, Done, Sandbox

LB_1, LB_2 = host("lb-1", "10.0.0.31"), host("lb-2", "10.0.0.32")
BALANCER = Haproxy(hosts=(LB_1, LB_2), vip=IPv4Interface("10.0.0.100/24"), interface=None, router_id=51)
SPEC = replace(FULL, endpoint=Endpoint(host="10.0.0.100", port=6443), load_balancer=BALANCER)
FEWER = replace(SPEC, control_plane=replace(SPEC.control_plane, hosts=(CP_1, CP_2)))
CA = balancer_ca("the CA\n")
LEDGER = "/var/lib/pulumi-kubeadm/balancer"

IP = """
echo "ip $*" >>/usr/local/calls
case "$*" in
  *"address show to 10.0.0.31"*) echo "2: eth0    inet 10.0.0.31/24" ;;
  "neigh show to 10.0.0.100 "*) cat /usr/local/state/holder ;;
  "neigh show to 10.0.0.32 "*) echo "10.0.0.32 lladdr 02:00:00:00:00:32 REACHABLE" ;;
esac
"""
HAPROXY = """
echo "haproxy $*" >>/usr/local/calls
cat /usr/local/state/complaint
[[ ! -s /usr/local/state/complaint ]]
"""
KEEPALIVED = """
echo "keepalived $*" >>/usr/local/calls
for argument; do [[ $argument != --config-test=* ]] || cp /usr/local/state/findings "${argument#*=}"; done
exit 143
"""


def make_balancer(host: Sandbox) -> None:
    """A host whose haproxy listens, in a network where the virtual address is free."""
    host.replace_command("ip", IP)
    host.replace_command("keepalived", KEEPALIVED)
    host.replace_command(
        "haproxy", 'echo "haproxy $*" >>/usr/local/calls; cat /usr/local/state/complaint; [[ ! -s /usr/local/state/complaint ]]'
    )
    host.replace_command("ss", "echo LISTEN 0 4096 0.0.0.0:6443")
    # What it bounds is a connection to the virtual address.
    host.replace_command("timeout", "exit 0")
    for name in ("holder", "findings", "complaint"):
        host.write(f"/usr/local/state/{name}", "")


@pytest.fixture
def balancer(host: Sandbox) -> Sandbox:
    """Such a host."""
    make_balancer(host)
    return host


def birth(host: Sandbox, verb: str = "create") -> Done:
    return host.run(balancer_step(SPEC, BALANCER, LB_1), verb, CA)


def test_without_a_network_its_packages_come_from_the_archive_alone(balancer: Sandbox) -> None:
    place = balancer.path(f"{Path(BUNDLE).parent}/archive.tar")
    lock = replace(EMPTY_LOCK, archives={"load-balancer": archive.write(place, {"packages/Packages": b""})})
    spec = replace(SPEC, sources=replace(SPEC.sources, bundle=Bundle(lock=lock, directory="bundle")))

    done = balancer.run(balancer_step(spec, BALANCER, LB_1), "create", CA)

    assert done.code == 0, done.err
    assert [path.name for path in balancer.path("/etc/apt/sources.list.d").iterdir()] == ["pulumi-kubeadm-archive.sources"]
    assert len(balancer.calls("apt-get update")) == 1, "the host's own lists are asked too"
    assert balancer.calls("apt-get install")[0].split()[-2:] == ["haproxy", "keepalived"]
    assert balancer.path("/var/cache/pulumi-kubeadm/packages/Packages").exists()


def test_a_fresh_host_gets_its_files_and_both_run(balancer: Sandbox) -> None:
    done = birth(balancer)

    assert (done.code, done.out, done.err) == (0, "lb-1 leads 10.0.0.100:6443 to the API servers of full\n", "")
    assert balancer.path(f"{LEDGER}/ca.crt").read_text() == "the CA\n"
    assert balancer.path("/etc/keepalived/interface.conf").read_text() == "interface eth0\n"
    assert {"systemctl enable --now haproxy", "systemctl enable --now keepalived"} <= set(balancer.calls("systemctl enable"))
    assert balancer.calls("apt-get install")[0].split()[-2:] == ["haproxy", "keepalived"]


def test_a_change_is_reloaded_and_nothing_is_restarted(balancer: Sandbox) -> None:
    birth(balancer)
    balancer.forget_calls()

    done = balancer.run(balancer_converge_step(FEWER, BALANCER, LB_1), "update")

    assert (done.code, done.out) == (0, "lb-1 leads to the API servers as its stack says now:  haproxy reloaded\n")
    assert [call for call in balancer.calls("systemctl") if "is-active" not in call] == ["systemctl reload haproxy"]
    assert "cp-3" not in balancer.path("/etc/haproxy/haproxy.cfg").read_text()


def test_a_change_of_nothing_touches_nothing(balancer: Sandbox) -> None:
    birth(balancer)
    balancer.forget_calls()

    done = balancer.run(balancer_converge_step(SPEC, BALANCER, LB_1), "update")

    assert done.out == "lb-1 leads to the API servers as its stack says; nothing to do\n"
    assert not [call for call in balancer.calls("systemctl") if "is-active" not in call]


@pytest.mark.parametrize(("state", "program"), [("complaint", "haproxy"), ("findings", "keepalived")])
def test_what_is_not_taken_replaces_nothing(balancer: Sandbox, state: str, program: str) -> None:
    birth(balancer)
    running = balancer.path("/etc/haproxy/haproxy.cfg").read_text()
    balancer.write(f"/usr/local/state/{state}", "line 5: no such thing\n")

    done = balancer.run(balancer_converge_step(FEWER, BALANCER, LB_1), "update")

    assert done.code == 1
    assert f"{program} on lb-1 does not take its new configuration and keeps the old one\n  line 5: no such thing" in done.err
    assert balancer.path("/etc/haproxy/haproxy.cfg").read_text() == running


def test_a_killed_change_is_reloaded_by_the_next(balancer: Sandbox) -> None:
    birth(balancer)
    balancer.write(f"{LEDGER}/changed", "/etc/haproxy/haproxy.cfg\n")

    done = balancer.run(balancer_converge_step(SPEC, BALANCER, LB_1), "update")

    assert "haproxy reloaded" in done.out


def test_an_address_that_another_machine_has_is_refused_before_anything_is_changed(balancer: Sandbox) -> None:
    balancer.write("/usr/local/state/holder", "10.0.0.100 lladdr 02:00:00:00:00:99 REACHABLE\n")

    done = birth(balancer)

    assert done.code == 1
    assert "10.0.0.100 is in use by the machine with the hardware address 02:00:00:00:00:99" in done.err
    assert not balancer.path("/var/lib/pulumi-kubeadm").exists()
    assert balancer.calls("apt-get") == []


def test_an_address_that_another_of_ours_has_is_no_reason(balancer: Sandbox) -> None:
    balancer.write("/usr/local/state/holder", "10.0.0.100 lladdr 02:00:00:00:00:32 REACHABLE\n")

    assert birth(balancer).code == 0


def test_a_host_without_the_interface_is_refused(balancer: Sandbox) -> None:
    balancer.replace_command("ip", "exit 0")

    done = birth(balancer)

    assert "there is no interface with the address 10.0.0.31 on lb-1" in done.err


def test_delete_leaves_the_host_as_it_was_and_takes_the_scripts_along(balancer: Sandbox) -> None:
    before = {path: text for path, text in balancer.files().items() if not path.startswith("/home")}
    birth(balancer)

    done = birth(balancer, "delete")

    assert (done.code, done.err) == (0, "")
    after = {path: text for path, text in balancer.files().items() if not path.startswith(("/run", "/var/lib/apt"))}
    assert after == before
    assert balancer.path("/usr/local/state/packages").read_text() == ""
    assert not balancer.path(BUNDLE).exists()


def test_delete_on_a_control_plane_leaves_the_node(balancer: Sandbox) -> None:
    balancer.write("/var/lib/pulumi-kubeadm/was-here", "/etc/kubernetes\n")
    balancer.claim("full", "lb-1", "load-balancer")
    balancer.write("/var/lib/pulumi-kubeadm/packages", "kubelet\n")
    birth(balancer)

    done = birth(balancer, "delete")

    assert (done.code, done.err) == (0, "")
    assert balancer.path("/var/lib/pulumi-kubeadm/packages").read_text() == "kubelet\n"
    assert balancer.path(BUNDLE).exists()
    assert not balancer.path(LEDGER).exists()


def test_what_a_failed_birth_has_brought_leaves_with_the_control_plane(balancer: Sandbox) -> None:
    """No state knows of it, and the ledger that goes with the node has the only copy of the user's own file."""
    balancer.write("/usr/local/state/packages", "haproxy 2.6\n")
    balancer.write("/etc/haproxy/haproxy.cfg", "foreign\n")
    balancer.write("/var/lib/pulumi-kubeadm/was-here", "")
    balancer.claim("full", "cp-1", "control-plane")
    on_planes = replace(BALANCER, hosts=(), interface="eth0")
    spec = replace(SPEC, load_balancer=on_planes)
    balancer.replace_command("timeout", "exit 1")
    assert "no load balancer of full holds" in balancer.run(balancer_step(spec, on_planes, CP_1), "create", CA).err
    assert balancer.path("/etc/haproxy/haproxy.cfg").read_text() != "foreign\n"

    done = balancer.run(install_step(spec, CP_1), "delete")

    assert (done.code, done.err) == (0, "")
    assert balancer.path("/etc/haproxy/haproxy.cfg").read_text() == "foreign\n"
    assert "systemctl disable --now keepalived haproxy" in balancer.calls("systemctl")
    assert balancer.path("/usr/local/state/packages").read_text() == "haproxy 2.6\n"
    assert not balancer.path("/var/lib/pulumi-kubeadm").exists()


def test_what_another_role_has_replaced_is_kept_where_it_cannot_be_given_back(balancer: Sandbox) -> None:
    balancer.write("/var/lib/pulumi-kubeadm/was-here", "")
    balancer.write("/var/lib/pulumi-kubeadm/etcd/was-here", "")
    balancer.write("/var/lib/pulumi-kubeadm/etcd/before/usr/local/bin/etcd", "foreign\n")
    balancer.claim("full", "cp-1", "control-plane")

    done = balancer.run(install_step(SPEC, CP_1), "delete")

    assert "what another role has brought here stays" in done.out
    assert balancer.path("/var/lib/pulumi-kubeadm/etcd/before/usr/local/bin/etcd").read_text() == "foreign\n"


def test_an_haproxy_that_was_here_goes_on_with_its_own_configuration(balancer: Sandbox) -> None:
    balancer.write("/usr/local/state/packages", "haproxy 2.6\n")
    balancer.write("/usr/local/state/active-haproxy", "")
    balancer.write("/etc/haproxy/haproxy.cfg", "foreign\n")
    birth(balancer)

    birth(balancer, "delete")

    assert balancer.path("/etc/haproxy/haproxy.cfg").read_text() == "foreign\n"
    assert balancer.path("/usr/local/state/packages").read_text() == "haproxy 2.6\n"
    assert balancer.calls("systemctl")[-1] == "systemctl enable --now haproxy"


def test_converge_is_for_a_load_balancer_only(balancer: Sandbox) -> None:
    done = balancer.run(balancer_converge_step(SPEC, BALANCER, LB_1), "update")

    assert "lb-1 is no load balancer of full" in done.err


def test_a_host_that_never_led_anywhere_is_left_with_nothing(balancer: Sandbox) -> None:
    done = birth(balancer, "delete")

    assert (done.code, done.out) == (0, "no load balancer of full is on lb-1\n")
    assert not balancer.path("/var/lib/pulumi-kubeadm").exists()
    assert not balancer.path(BUNDLE).exists()
