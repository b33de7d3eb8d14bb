"""kube-vip on a control plane: there before the first API server needs its address, and with no more rights than it needs afterwards."""

from dataclasses import replace
from ipaddress import IPv4Interface

import pytest
import yaml

from components.core.config.model import Endpoint, KubeVip
from components.core.steps import converge_step, install_step, join_secrets, join_step
from tests.core.samples import CP_1, SMALL
from tests.scripts.material import certificate, material
from tests.scripts.sandbox import Done, Sandbox

MANIFEST = "/etc/kubernetes/manifests/kube-vip.yaml"
VIP = KubeVip(vip=IPv4Interface("10.0.0.100/24"), interface="eth0", image="ghcr.io/kube-vip/kube-vip:v1.0.0")
SPEC = replace(SMALL, load_balancer=VIP, endpoint=Endpoint(host="10.0.0.100", port=6443))


@pytest.fixture
def machine(host: Sandbox) -> Sandbox:
    host.run(install_step(SPEC, CP_1), "create")
    host.write("/usr/local/state/ca.crt", certificate("the CA"))
    kubeadm = host.root / "usr/local/sbin/kubeadm"
    kubeadm.rename(kubeadm.with_name("kubeadm-behind"))
    host.replace_command("kubeadm", f'[[ $1 != init || $2 == phase ]] || cp {MANIFEST} /usr/local/state/at-init\nexec kubeadm-behind "$@"')
    return host


def born(machine: Sandbox) -> Done:
    return machine.run(join_step(SPEC, CP_1), "create", join_secrets(SPEC, CP_1, material(SPEC)))


def test_init_finds_it_running_with_the_only_credential_that_may_do_anything_then(machine: Sandbox) -> None:
    done = born(machine)

    assert (done.code, done.err) == (0, "")
    assert "path: /etc/kubernetes/super-admin.conf" in machine.path("/usr/local/state/at-init").read_text()


def test_afterwards_it_has_the_credential_of_an_administrator_and_the_other_is_gone(machine: Sandbox) -> None:
    born(machine)

    live = machine.path(MANIFEST).read_text()
    assert live == machine.path("/etc/pulumi-kubeadm/kube-vip.yaml").read_text()
    assert "super-admin" not in live
    assert not machine.path("/etc/kubernetes/super-admin.conf").exists()


def test_it_answers_on_the_interface_that_has_the_hosts_address(machine: Sandbox) -> None:
    """The default route may lead to another network, where nobody asks for the virtual address."""
    own = replace(SPEC, load_balancer=replace(VIP, interface=None))
    machine.replace_command(
        "ip", f'[[ $* != *"show to {CP_1.address}" ]] || echo "3: enp7s0    inet {CP_1.address}/24 scope global enp7s0"'
    )

    machine.run(join_step(own, CP_1), "create", join_secrets(own, CP_1, material(own)))

    for file in (MANIFEST, "/usr/local/state/at-init"):
        [container] = yaml.safe_load(machine.path(file).read_text())["spec"]["containers"]
        assert {"name": "vip_interface", "value": "enp7s0"} in container["env"]
    before = machine.path(MANIFEST).stat().st_mtime_ns
    assert "kube-vip" not in machine.run(converge_step(own, CP_1), "update").out
    assert machine.path(MANIFEST).stat().st_mtime_ns == before


def test_an_address_that_no_interface_has_is_said(machine: Sandbox) -> None:
    own = replace(SPEC, load_balancer=replace(VIP, interface=None))

    done = machine.run(join_step(own, CP_1), "create", join_secrets(own, CP_1, material(own)))

    assert done.code == 1
    assert f"no interface of cp-1 has its address {CP_1.address}" in done.err


def test_it_goes_when_it_leaves_the_stack(machine: Sandbox) -> None:
    born(machine)
    own = replace(SPEC, load_balancer=None)

    done = machine.run(converge_step(own, CP_1), "update")

    assert (done.code, done.err) == (0, "")
    assert "kube-vip stopped" in done.out
    assert not machine.path(MANIFEST).exists()


def test_it_ends_before_the_host_loses_its_address_and_no_kubelet_is_there_to_end_it(machine: Sandbox) -> None:
    """While it runs it takes the address anew, and a container that is removed under it takes nothing back."""
    born(machine)
    assert machine.run(converge_step(SPEC, CP_1), "update").code == 0
    held = "/usr/local/state/containers/kube-vip"
    machine.replace_command(
        "ip",
        f"""case "$*" in
          *'show to 10.0.0.100') echo '2: eth0 inet 10.0.0.100/32 scope global eth0' ;;
          'address delete '*) [[ ! -e {held} ]] && echo "$*" >>/usr/local/state/let-go ;;
        esac""",
    )

    done = machine.run(join_step(SPEC, CP_1), "delete")

    assert (done.code, done.err) == (0, "")
    assert machine.path("/usr/local/state/let-go").read_text() == "address delete 10.0.0.100/32 dev eth0\n"


def test_an_unchanged_one_is_left_alone(machine: Sandbox) -> None:
    born(machine)
    machine.run(converge_step(SPEC, CP_1), "update")
    machine.forget_calls()
    before = machine.path(MANIFEST).stat().st_mtime_ns

    assert "kube-vip" not in machine.run(converge_step(SPEC, CP_1), "update").out
    assert machine.path(MANIFEST).stat().st_mtime_ns == before
