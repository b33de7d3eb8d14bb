"""prepare: a host that is an etcd member or a load balancer alone is what the stack says of every machine, and is given back."""

from dataclasses import replace

import pytest

from components.core.config.model import ClusterSpec, Journal
from components.core.steps import balancer_step, prepare_step
from tests.core.samples import EXTERNAL, etcd_of
from tests.scripts.sandbox import BUNDLE, OWNER, Done, Sandbox
from tests.scripts.test_balancer import BALANCER, CA, LB_1, SPEC, balancer
from tests.scripts.test_preparation import EVERYTHING, JOURNALD, packages, well

__all__ = ["balancer"]

STATE = "/var/lib/pulumi-kubeadm"
HOSTS = "127.0.0.1 localhost\n"
ETCD_1 = etcd_of(EXTERNAL).hosts[0]
WANTED = replace(EXTERNAL, name="small", preparation=EVERYTHING.preparation)


@pytest.fixture
def host(host: Sandbox) -> Sandbox:
    """A host with files of others where ours will be."""
    host.write("/etc/hosts", HOSTS)
    host.write("/etc/hostname", "localhost\n")
    host.path("/etc/localtime").symlink_to("/usr/share/zoneinfo/Etc/UTC")
    return host


def prepare(host: Sandbox, verb: str, spec: ClusterSpec = WANTED) -> Done:
    return host.run(prepare_step(spec, ETCD_1), verb)


def ours(host: Sandbox) -> dict[str, str]:
    return {path: text for path, text in host.files().items() if not path.startswith(("/run", "/home", "/var/lib/apt", "/var/log"))}


def test_it_is_made_what_the_stack_says_of_machines_and_not_what_a_node_needs(host: Sandbox) -> None:
    well(prepare(host, "create"))

    assert host.path("/etc/localtime").readlink().as_posix() == "/usr/share/zoneinfo/Asia/Shanghai"
    assert host.calls("hostname ") == ["hostname etcd-1"]
    assert "SystemMaxUse=1G\n" in host.path(JOURNALD).read_text()
    assert "server ntp.example.org iburst\n" in host.path("/etc/chrony/chrony.conf").read_text()
    assert "10.0.0.32 etcd-2\n" in host.path("/etc/hosts").read_text()
    assert packages(host) == {"chrony", "g++", "tree"}
    assert host.path("/etc/sysctl.d/99-zz-pulumi-kubeadm.conf").read_text().splitlines()[-1:] == ["vm.max_map_count = 262144"]
    assert "ip_forward" not in host.path("/etc/sysctl.d/99-zz-pulumi-kubeadm.conf").read_text()
    assert host.calls("modprobe") == []
    assert not host.path("/etc/systemd/system/kubelet.service.d").exists()


def test_nothing_is_done_twice_and_a_change_does_what_changed(host: Sandbox) -> None:
    host.write("/usr/local/state/settings", "vm.max_map_count = 65530\n")
    prepare(host, "create")
    before = ours(host)

    assert prepare(host, "update").out == "etcd-1 is prepared as its stack says; nothing to do\n"
    assert ours(host) == before
    other = replace(WANTED, preparation=replace(WANTED.preparation, sysctl={}, journal=Journal(max_use="2G")))
    assert prepare(host, "update", other).out == "etcd-1 is prepared as its stack says now:  files changed: 3\n"
    assert not host.path("/etc/sysctl.d/99-zz-pulumi-kubeadm.conf").exists()
    assert host.path("/usr/local/state/settings.written").read_text() == "vm.max_map_count = 65530\n"


def test_removal_leaves_the_host_as_it_was(host: Sandbox) -> None:
    before = ours(host)
    prepare(host, "create")

    well(prepare(host, "delete"))

    assert ours(host) == {**before, "/var/ran": "before\nafter\n"}
    assert host.path("/etc/localtime").readlink().as_posix() == "/usr/share/zoneinfo/Etc/UTC"
    assert packages(host) == set()
    assert not host.path(STATE).exists()
    assert not host.path(BUNDLE).exists()


def test_a_host_that_was_never_prepared_is_left_with_nothing(host: Sandbox) -> None:
    well(prepare(host, "delete"))
    assert not host.path(STATE).exists()


def test_a_role_on_the_host_stays_when_its_preparation_leaves(balancer: Sandbox) -> None:
    step = prepare_step(replace(SPEC, preparation=EVERYTHING.preparation), LB_1)
    well(balancer.run(step, "create"))
    well(balancer.run(balancer_step(SPEC, BALANCER, LB_1), "create", CA))

    well(balancer.run(step, "delete"))

    assert balancer.path("/etc/haproxy/haproxy.cfg").exists()
    assert {"haproxy", "keepalived"} == packages(balancer)
    assert balancer.path(OWNER).exists()
    assert balancer.path(BUNDLE).exists()
    well(balancer.run(balancer_step(SPEC, BALANCER, LB_1), "delete"))
    assert not balancer.path(STATE).exists()


def test_what_a_killed_rewrite_left_beside_the_hosts_file_goes(host: Sandbox) -> None:
    """It was killed before the file had a line of ours, so nothing in it tells of that."""
    well(prepare(host, "create"))
    host.write("/etc/hosts", HOSTS)
    host.write("/etc/hosts.pulumi-kubeadm", "torn")

    well(prepare(host, "delete"))

    assert not host.path("/etc/hosts.pulumi-kubeadm").exists()
    assert host.path("/etc/hosts").read_text() == HOSTS
