"""install: a prepared host, and the host as it was."""

from dataclasses import replace

import pytest

from components.core.render import paths
from components.core.steps import install_step
from tests.core.samples import CP_1, SMALL, W_1
from tests.scripts.sandbox import BUNDLE, OWNER, Sandbox

CREATE = install_step(SMALL, W_1)


def test_a_fresh_host_gets_its_files_its_packages_and_its_images(host: Sandbox) -> None:
    done = host.run(CREATE, "create")

    assert (done.code, done.out, done.err) == (0, "w-1 is ready for Kubernetes 1.36.3\n", "")
    kept = [file for file in CREATE.input.files if not file.path.startswith(paths.RUN)]
    assert all(host.path(file.path).read_text() == file.content for file in kept)
    assert "kubelet 1.36.3-1.1" in host.path("/usr/local/state/packages").read_text()
    assert host.calls("apt-mark hold") == ["apt-mark hold kubelet kubeadm kubectl cri-tools kubernetes-cni containerd"]
    pulled = {line.split()[-1] for line in host.calls("crictl pull")}
    assert pulled == {"registry.k8s.io/kube-proxy:v1", "registry.k8s.io/pause:3"}


def test_a_control_plane_gets_all_images_before_kubeadm_asks_for_them(host: Sandbox) -> None:
    host.run(install_step(SMALL, CP_1), "create")

    assert any("kube-apiserver" in line for line in host.calls("crictl pull"))


def test_what_addons_run_on_every_node_is_there_before_the_node_is(host: Sandbox) -> None:
    host.run(install_step(SMALL, W_1, ["ghcr.io/a/net:v1", "ghcr.io/a/init:v1"]), "create")

    pulled = {line.split()[-1] for line in host.calls("crictl pull")}
    assert {"ghcr.io/a/net:v1", "ghcr.io/a/init:v1", "registry.k8s.io/pause:3"} <= pulled


def test_a_second_run_installs_and_restarts_nothing(host: Sandbox) -> None:
    host.run(CREATE, "create")
    host.forget_calls()

    done = host.run(CREATE, "create")

    assert done.code == 0
    assert not [line for line in host.calls() if line.startswith(("apt", "dpkg")) or "restart" in line]


def test_packages_are_held_though_the_run_that_brought_them_has_broken(host: Sandbox) -> None:
    """The next run has nothing to install, and an upgrade of the host by its own package manager would take another kubelet."""
    apt_mark = host.path("/usr/local/sbin/apt-mark").read_text().removeprefix("#!/bin/bash\n")
    host.replace_command("apt-mark", f"[[ $1 != hold ]] || exit 1\n{apt_mark}")
    assert host.run(CREATE, "create").code == 1
    host.replace_command("apt-mark", apt_mark)

    assert host.run(CREATE, "create").code == 0

    assert {"kubelet", "kubeadm", "kubectl", "containerd"} <= {*host.path("/usr/local/state/holds").read_text().split()}


def test_a_second_run_leaves_what_the_host_has_as_a_member(host: Sandbox) -> None:
    """Its input does not name the files of the join, which has not to be run again."""
    host.run(CREATE, "create")
    ledger, file = "/var/lib/pulumi-kubeadm/files", "/etc/pulumi-kubeadm/kubelet.yaml"
    host.write(file, "of the join\n")
    host.write(ledger, f"{host.path(ledger).read_text()}{file}\n")

    host.run(CREATE, "create")

    assert host.path(file).read_text() == "of the join\n"


def test_delete_leaves_the_host_as_it_was(host: Sandbox) -> None:
    host.write("/etc/crictl.yaml", "foreign\n")
    host.write("/etc/fstab", "/dev/sda1 / ext4 defaults 0 1\n/dev/sda2 none swap sw 0 0\n")
    host.write("/etc/cni/net.d/99-foreign.conf", "foreign\n")
    before = {path: text for path, text in host.files().items() if not path.startswith("/home")}
    host.run(CREATE, "create")
    host.write("/etc/cni/net.d/10-flannel.conflist", "of a pod network\n")
    host.write("/var/lib/containerd/image", "big\n")

    done = host.run(CREATE, "delete")

    assert done.code == 0, done.err
    after = {path: text for path, text in host.files().items() if not path.startswith(("/run", "/var/lib/apt"))}
    assert after == before
    assert host.path("/usr/local/state/packages").read_text() == ""


def test_delete_ends_with_the_scripts_themselves_and_is_harmless_the_second_time(host: Sandbox) -> None:
    host.run(CREATE, "create")
    host.run(CREATE, "delete")

    assert not host.path(BUNDLE).exists()
    assert not host.path("/home/admin/.pulumi-kubeadm").exists()


def test_a_kubelet_that_does_not_stop_keeps_its_packages_where_nothing_was_born_either(host: Sandbox) -> None:
    host.run(CREATE, "create")
    host.replace_command("systemctl", "exit 0")

    done = host.run(CREATE, "delete")

    assert done.code == 1
    assert "the kubelet of w-1 does not stop" in done.err
    assert "kubelet 1.36.3-1.1" in host.path("/usr/local/state/packages").read_text()


def test_packages_that_were_there_before_stay(host: Sandbox) -> None:
    host.write("/usr/local/state/packages", "iptables 1.8\ncontainerd 1.6\n")
    host.run(CREATE, "create")
    host.run(CREATE, "delete")

    assert host.path("/usr/local/state/packages").read_text() == "iptables 1.8\ncontainerd 1.6\n"


def test_swap_is_switched_off_where_the_file_system_table_names_it_and_nowhere_else(host: Sandbox) -> None:
    host.write("/etc/fstab", "/dev/swapless / ext4 defaults 0 1\n# a swap comment\nUUID=1 none swap sw 0 0\n")
    host.run(CREATE, "create")

    assert host.path("/etc/fstab").read_text().splitlines() == [
        "/dev/swapless / ext4 defaults 0 1",
        "# a swap comment",
        "#pulumi-kubeadm UUID=1 none swap sw 0 0",
    ]


@pytest.mark.parametrize(
    ("path", "content", "reason"),
    [
        pytest.param("/etc/kubernetes/kubelet.conf", "", "in a cluster that was not made here", id="made by other means"),
        pytest.param(OWNER, "cluster other\nid ba9876543210\n", "this host is of cluster other: take it", id="of another stack"),
        pytest.param(OWNER, "cluster small\nid ba9876543210\n", "of another cluster named small (its id is ba98", id="of another state"),
    ],
)
def test_a_host_of_another_cluster_is_left_alone(host: Sandbox, path: str, content: str, reason: str) -> None:
    host.write(path, content)
    before = host.files()

    done = host.run(CREATE, "create")

    assert done.code != 0
    assert reason in done.err
    assert {name: text for name, text in host.files().items() if not name.startswith(("/run", "/var/log"))} == before
    assert host.calls() == []


def test_a_failure_names_where_it_happened_and_what_the_tool_said(host: Sandbox) -> None:
    host.replace_command("modprobe", "[[ $1 != no_such_module ]] || { echo modprobe: no such module; exit 1; }")
    spec = replace(SMALL, preparation=replace(SMALL.preparation, kernel_modules=("no_such_module",)))

    done = host.run(install_step(spec, W_1), "create")

    assert done.code == 1
    assert done.out == ""
    assert "kernel module no_such_module is neither loaded nor to be had" in done.err
    assert "host-install.log: modprobe: no such module" in done.err
