"""converge: what the input says, and nothing that is so already."""

from dataclasses import replace

import pytest

from components.core.config.model import Arg, ClusterSpec, Host, RegistryMirror
from components.core.steps import converge_step, install_step, join_secrets, join_step
from tests.core.samples import CP_1, SMALL, W_1
from tests.scripts.material import certificate, material
from tests.scripts.sandbox import Done, Sandbox

PROFILING = replace(SMALL, control_plane=replace(SMALL.control_plane, api_server=(Arg(name="profiling", value="false"),)))
OTHER_PAUSE = replace(SMALL, containerd=replace(SMALL.containerd, sandbox_image="mirror/pause:3"))


def member(machine: Sandbox, host: Host, spec: ClusterSpec = SMALL) -> None:
    """A live node."""
    machine.write("/usr/local/state/ca.crt", certificate("the CA"))
    machine.run(install_step(spec, host), "create")
    joined = machine.run(join_step(spec, host), "create", join_secrets(spec, host, material(spec)))
    assert joined.code == 0, joined.err
    # The stand-in for a kubelet was born with another text than its first phase writes.
    converge(machine, spec, host)
    machine.forget_calls()


def converge(machine: Sandbox, spec: ClusterSpec, host: Host) -> Done:
    return machine.run(converge_step(spec, host), "update")


@pytest.mark.parametrize("node", [CP_1, W_1], ids=lambda host: host.name)
def test_a_node_that_is_as_its_stack_says_is_not_touched(host: Sandbox, node: Host) -> None:
    member(host, node)

    done = converge(host, SMALL, node)

    assert done.out == f"{node.name} is as its stack says; nothing to do\n"
    assert not [line for line in host.calls() if "restart" in line or line.startswith("apt")]


def test_changed_containerd_settings_restart_containerd(host: Sandbox) -> None:
    member(host, W_1)

    done = converge(host, OTHER_PAUSE, W_1)

    assert "containerd restarted" in done.out
    assert 'sandbox_image = "mirror/pause:3"' in host.path("/etc/containerd/config.toml").read_text()
    assert host.calls("systemctl restart") == ["systemctl restart containerd"]


def test_a_restart_that_was_prevented_is_made_by_the_next_run(host: Sandbox) -> None:
    member(host, W_1)
    host.write("/usr/local/state/restart-fails", "")
    failed = converge(host, OTHER_PAUSE, W_1)
    host.path("/usr/local/state/restart-fails").unlink()

    done = converge(host, OTHER_PAUSE, W_1)

    assert failed.code == 1
    assert "containerd restarted" in done.out


def test_changed_kubelet_settings_of_a_pool_restart_the_kubelet(host: Sandbox) -> None:
    member(host, W_1)
    pool = replace(SMALL.worker_pools[0], kubelet={"maxPods": 60})

    done = converge(host, replace(SMALL, worker_pools=(pool,)), W_1)

    assert "kubelet restarted" in done.out
    assert "maxPods: 60" in host.path("/var/lib/kubelet/config.yaml").read_text()


def test_a_file_that_leaves_the_input_leaves_the_host(host: Sandbox) -> None:
    mirrored = replace(SMALL, sources=replace(SMALL.sources, registry_mirrors={"ghcr.io": (RegistryMirror(url="http://10.0.0.1:5000"),)}))
    host.write("/etc/containerd/certs.d/ghcr.io/hosts.toml", "foreign\n")
    member(host, W_1, mirrored)

    done = converge(host, SMALL, W_1)

    assert "files changed: 1" in done.out
    assert host.path("/etc/containerd/certs.d/ghcr.io/hosts.toml").read_text() == "foreign\n"


def test_a_changed_argument_replaces_one_manifest_and_is_then_told_to_the_cluster(host: Sandbox) -> None:
    member(host, CP_1)
    before = {name: host.path(f"/etc/kubernetes/manifests/{name}.yaml").read_text() for name in ("etcd", "kube-scheduler")}

    done = converge(host, PROFILING, CP_1)

    assert "kube-apiserver changed" in done.out
    assert "etcd changed" not in done.out
    assert "profiling" in host.path("/etc/kubernetes/manifests/kube-apiserver.yaml").read_text()
    assert before == {name: host.path(f"/etc/kubernetes/manifests/{name}.yaml").read_text() for name in before}
    assert host.calls("kubeadm init phase upload-config all") != []


def test_a_component_that_does_not_run_with_new_settings_is_put_back(host: Sandbox) -> None:
    member(host, CP_1)
    before = host.path("/etc/kubernetes/manifests/kube-apiserver.yaml").read_text()
    host.write("/usr/local/state/attempt", "    attempt: 2\n")
    # Sick as long as the manifest is the new one.
    sick = "grep -q profiling /etc/kubernetes/manifests/kube-apiserver.yaml"
    host.replace_command("kubectl", f"[[ $* == *127.0.0.1* ]] || ! {sick}")

    done = converge(host, PROFILING, CP_1)

    assert done.code == 1
    assert "kube-apiserver on cp-1 does not run with its new settings, so it was put back" in done.err
    assert "Error: unknown flag" in done.err
    assert host.path("/etc/kubernetes/manifests/kube-apiserver.yaml").read_text() == before
    assert host.calls("kubeadm init phase upload-config") == []


def test_an_etcd_member_keeps_what_it_was_told_of_the_others(host: Sandbox) -> None:
    member(host, CP_1)
    told = "    - --data-dir=/var/lib/etcd\n    - --initial-cluster=cp-1=https://a,cp-2=https://b\n    - --initial-cluster-state=existing\n"
    manifest = f"component: etcd\n    image: registry.k8s.io/etcd:v1.36.3\n{told}"
    host.write("/etc/kubernetes/manifests/etcd.yaml", manifest)

    done = converge(host, PROFILING, CP_1)

    assert "etcd changed" not in done.out
    assert host.path("/etc/kubernetes/manifests/etcd.yaml").read_text() == manifest


def test_new_names_of_the_api_server_sign_its_certificate_again(host: Sandbox) -> None:
    member(host, CP_1)
    host.write("/etc/kubernetes/pki/apiserver.crt", "old")
    host.write("/etc/kubernetes/pki/apiserver.key", "old")
    named = replace(SMALL, control_plane=replace(SMALL.control_plane, cert_sans=("api.example.org",)))

    done = converge(host, named, CP_1)

    assert "API server's certificate signed" in done.out
    assert host.path("/etc/kubernetes/pki/apiserver.crt").read_text() == ""


def test_moving_etcds_data_is_refused(host: Sandbox) -> None:
    member(host, CP_1)

    done = converge(host, replace(SMALL, etcd=replace(SMALL.etcd, data_dir="/data/etcd")), CP_1)

    assert done.code == 1
    assert "etcd's data is in /var/lib/etcd and the stack says /data/etcd" in done.err


def test_a_host_that_is_no_member_is_refused(host: Sandbox) -> None:
    done = converge(host, SMALL, W_1)

    assert done.code == 1
    assert "w-1 has lost the record of its join (/var/lib/pulumi-kubeadm/member), and no change can bring it back" in done.err
