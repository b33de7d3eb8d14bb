"""What the steps of a node promise to those who wire them."""

import re
import shutil
import subprocess
from dataclasses import replace
from ipaddress import IPv4Interface
from pathlib import Path

import pytest

from components.addons.ceph_objects import ceph_services
from components.core.config.addons.rook_ceph import RookCeph
from components.core.config.model import Arg, ClusterSpec, Drain, Haproxy, Host
from components.core.steps import (
    Step,
    balancer_converge_step,
    balancer_step,
    ceph_ready_step,
    certificates_step,
    cleanup_step,
    command,
    converge_step,
    credentials_step,
    data_guard_step,
    dns_defaults_step,
    dns_ready_step,
    drain_settings_step,
    forget_step,
    install_step,
    join_secrets,
    join_step,
    membership_step,
    node_step,
    packed_file,
    prepare_step,
    raw_devices_step,
    renewal_step,
    stacked_leave_step,
)
from components.core.steps.etcd import leave_step, member_step
from components.core.steps.step import REVISIONS
from tests.components.addons.making import cluster
from tests.core.samples import BUNDLED, CP_1, CP_2, EXTERNAL, FULL, GUARDED, MATERIAL, SMALL, W_1, W_2, etcd_of, host
from tests.scripts.closures import STEPS

SCRIPTS = Path(__file__).parents[3] / "components" / "scripts"


def steps(spec: ClusterSpec, host: Host) -> dict[str, Step]:
    all_steps = (
        install_step(spec, host),
        join_step(spec, host),
        converge_step(spec, host),
        node_step(spec, host),
        membership_step(spec, host),
    )
    return {step.name: step for step in all_steps}


MEMBER, ANOTHER, *_ = etcd_of(EXTERNAL).hosts
BALANCER = Haproxy(hosts=(host("lb-1", "10.0.0.5"),), vip=IPv4Interface("10.0.0.100/24"), interface=None, router_id=1)
STORED = cluster(rookCeph={"nodes": [{"name": "w-1", "devices": ["/dev/vdb"]}], "monitors": 1, "managers": 1, "replicas": 1})
CEPH = STORED.addons.get(RookCeph)
assert CEPH is not None
OTHERS = (
    member_step(EXTERNAL, etcd_of(EXTERNAL), MEMBER),
    leave_step(EXTERNAL, etcd_of(EXTERNAL), MEMBER, ANOTHER),
    certificates_step(EXTERNAL, MEMBER),
    renewal_step(SMALL, CP_1),
    cleanup_step(SMALL, CP_1),
    cleanup_step(EXTERNAL, MEMBER),
    ceph_ready_step(SMALL, CEPH, ceph_services(CEPH)),
    data_guard_step(SMALL, CEPH),
    dns_defaults_step(SMALL),
    dns_ready_step(SMALL),
    drain_settings_step(SMALL),
    forget_step(SMALL, CP_1),
    stacked_leave_step(SMALL, CP_1),
    raw_devices_step(SMALL, CEPH, W_1),
    credentials_step(GUARDED, W_1),
    prepare_step(EXTERNAL, MEMBER),
    install_step(BUNDLED, W_1),
    converge_step(BUNDLED, W_1),
    balancer_step(FULL, BALANCER, BALANCER.hosts[0]),
    balancer_converge_step(FULL, BALANCER, BALANCER.hosts[0]),
)


def changed_steps(before: ClusterSpec, after: ClusterSpec, host: Host) -> set[str]:
    old, new = steps(before, host), steps(after, host)
    return {name for name in old if old[name].input.render() != new[name].input.render()}


def test_a_control_plane_gets_the_cas_and_a_worker_only_its_credential() -> None:
    of_control_plane = {file.path: file.mode for file in join_secrets(SMALL, CP_1, MATERIAL)}
    of_worker = {file.path: file.mode for file in join_secrets(SMALL, W_1, MATERIAL)}

    assert of_worker == {"/run/pulumi-kubeadm/discovery.conf": "0600"}
    pki = "/etc/kubernetes/pki"
    keys = {f"{pki}/{name}.key" for name in ("ca", "etcd/ca", "front-proxy-ca", "sa")}
    public = {f"{pki}/{name}" for name in ("ca.crt", "etcd/ca.crt", "front-proxy-ca.crt", "sa.pub")}
    assert of_control_plane == of_worker | dict.fromkeys(keys, "0600") | dict.fromkeys(public, "0644")


def test_each_secret_goes_to_the_file_of_its_name() -> None:
    placed = {file.path.removeprefix("/etc/kubernetes/pki/"): file.content for file in join_secrets(SMALL, CP_1, MATERIAL)}

    assert all(content == path for path, content in placed.items() if not path.startswith("/run"))


def test_material_does_not_show_when_it_is_printed() -> None:
    assert not any(secret in repr(MATERIAL) for secret in ("ca.key", "sa.key", "discovery'"))


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"kubelet": {"maxPods": 99}}, id="kubelet of the cluster"),
        pytest.param({"preparation": replace(SMALL.preparation, sysctl={"vm.max_map_count": "1"})}, id="sysctl"),
        pytest.param({"containerd": replace(SMALL.containerd, sandbox_image="pause:1")}, id="containerd"),
    ],
)
def test_a_change_of_every_host_shows_in_the_converge_of_control_planes_and_workers(change: dict[str, object]) -> None:
    after = replace(SMALL, **change)  # type: ignore[arg-type]

    assert all("converge" in changed_steps(SMALL, after, host) for host in (CP_1, W_1))
    assert all("node" not in changed_steps(SMALL, after, host) for host in (CP_1, W_1))


def test_an_api_server_argument_touches_control_planes_only() -> None:
    after = replace(SMALL, control_plane=replace(SMALL.control_plane, api_server=(Arg(name="profiling", value="false"),)))

    assert "converge" in changed_steps(SMALL, after, CP_1)
    assert changed_steps(SMALL, after, W_1) == set()


def test_taints_of_a_pool_reach_live_nodes_by_the_node_step_and_new_ones_by_their_birth() -> None:
    pool, other = FULL.worker_pools
    after = replace(FULL, worker_pools=(pool, replace(other, taints=())))

    assert changed_steps(FULL, after, W_2) == {"join", "node"}
    assert changed_steps(FULL, after, W_1) == set()


def test_a_new_worker_changes_no_step_of_another_host() -> None:
    one = replace(SMALL, worker_pools=(replace(SMALL.worker_pools[0], hosts=(W_1,)),))

    assert [changed_steps(one, SMALL, host) for host in (CP_1, W_1)] == [set(), set()]


def test_only_the_init_host_may_make_the_cluster_and_all_know_where_one_could_answer() -> None:
    first, other = (join_step(FULL, host).input.parameters for host in (CP_2, CP_1))

    assert (first["MAY_INIT"], first["API_SERVERS"]) == (
        "yes",
        "api.example.internal:8443 10.0.0.11:6443 10.0.0.10:6443 10.0.0.12:6443",
    )
    assert (other["MAY_INIT"], other["API_SERVERS"]) == ("no", first["API_SERVERS"])


@pytest.mark.parametrize("name", STEPS)
def test_a_step_has_the_verbs_the_parameters_and_the_revision_that_its_script_says(name: str) -> None:
    script = (SCRIPTS / f"{name}.sh").read_text()
    of_hosts = [step for step in (*steps(FULL, CP_2).values(), *steps(FULL, W_2).values(), *OTHERS) if step.name == name]
    told = {parameter for step in of_hosts for parameter in step.input.parameters} - {"REVISION"}

    said = re.search(r"^# Parameters: ([A-Z0-9_ ]+)", script, re.MULTILINE)
    assert said is not None
    assert set(said[1].split()) == told
    assert all(re.search(rf"^{verb}\(\)", script, re.MULTILINE) for step in of_hosts for verb in step.verbs)
    assert {step.input.parameters["REVISION"] for step in of_hosts} == {str(REVISIONS.get(name, 1))}


def test_a_command_names_its_cluster_and_no_other_value_of_the_stack() -> None:
    line = command("join", "create", "0123456789ab")
    assert "b=pulumi-kubeadm/0123456789ab/scripts; for s in .$b.sh /usr/local/lib/$b/as-root.sh;" in line
    assert "exec sh $s join create;" in line
    assert "\n" not in line


@pytest.mark.parametrize("shell", ["bash", "dash", "zsh", "fish", "csh"])
def test_any_login_shell_can_read_the_commands(shell: str, tmp_path: Path) -> None:
    """Users have the shell they like, and the syntax of fish and csh is their own."""
    if shutil.which(shell) is None:
        pytest.skip(f"{shell} is not installed")
    scripts = tmp_path / packed_file("0123456789ab")
    scripts.parent.mkdir(parents=True)
    scripts.write_text('echo "$@"; cat')
    for step, verb in (("join", "create"), ("install", "delete")):
        line = command(step, verb, "0123456789ab")
        done = subprocess.run([shell, "-c", line], input="input\n", capture_output=True, text=True, check=False, cwd=tmp_path)
        assert (done.returncode, done.stdout, done.stderr) == (0, f"{step} {verb}\ninput\n", "")


def test_scripts_of_another_cluster_are_not_run(tmp_path: Path) -> None:
    scripts = tmp_path / packed_file("0123456789ab")
    scripts.parent.mkdir(parents=True)
    scripts.write_text("echo ran")
    line = command("converge", "update", "ba9876543210")
    done = subprocess.run(["sh", "-c", line], input="input\n", capture_output=True, text=True, check=False, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (1, "")
    assert "error: the scripts are gone from this host" in done.stderr


def test_how_nodes_are_drained_is_no_change_of_any_node() -> None:
    """It is written down once in the cluster, and a removal reads it there."""
    pool = replace(SMALL.worker_pools[0], drain=Drain(timeout_seconds=7, on_blocked_budget="force"))
    after = replace(SMALL, worker_pools=(pool,))

    assert [changed_steps(SMALL, after, host) for host in (CP_1, W_1)] == [set(), set()]
    assert drain_settings_step(SMALL).input != drain_settings_step(after).input


def test_what_a_host_says_of_its_node_stands_before_what_its_pool_says() -> None:
    own = replace(W_1, labels={"topology.kubernetes.io/zone": "b"}, annotations={"example.org/note": 'two\n"lines"'})
    pool = replace(SMALL.worker_pools[0], hosts=(own, W_2), labels={"topology.kubernetes.io/zone": "a", "tier": "web"})
    spec = replace(SMALL, worker_pools=(pool,))

    step_input = node_step(spec, own).input.parameters
    assert step_input["LABELS"] == 'node-role.kubernetes.io/worker: ""\ntier: "web"\ntopology.kubernetes.io/zone: "b"'
    assert step_input["ANNOTATIONS"] == 'example.org/note: "two\\n\\"lines\\""'
    assert 'zone: "a"' in node_step(spec, W_2).input.parameters["LABELS"]


def test_control_planes_have_labels_of_their_own_and_no_role_from_here() -> None:
    plane = replace(SMALL.control_plane, labels={"node.kubernetes.io/exclude-from-external-load-balancers": "true"})

    assert (
        node_step(replace(SMALL, control_plane=plane), CP_1).input.parameters["LABELS"]
        == 'node.kubernetes.io/exclude-from-external-load-balancers: "true"'
    )
