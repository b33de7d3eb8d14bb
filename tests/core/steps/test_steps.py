"""What the steps of a node promise to those who wire them."""

import re
import shutil
import subprocess
from dataclasses import replace
from ipaddress import IPv4Interface
from pathlib import Path

import pytest

from components.addons.ceph_objects import ceph_services
from components.core.spec.model import Arg, ClusterSpec, Haproxy, Host
from components.core.steps import (
    Step,
    balancer_converge_step,
    balancer_step,
    ceph_ready_step,
    certificates_step,
    command,
    converge_step,
    credentials_step,
    data_guard_step,
    dns_defaults_step,
    install_step,
    join_secrets,
    join_step,
    membership_step,
    node_step,
    prepare_step,
    raw_devices_step,
)
from components.core.steps.etcd import leave_step, member_step
from components.core.steps.step import SCRIPT_REVISIONS
from tests.components.addons.making import cluster
from tests.core.samples import BUNDLED, CP_1, CP_2, EXTERNAL, FULL, GUARDED, MATERIAL, SMALL, W_1, W_2, etcd_of, host, stacked

SCRIPTS = Path(__file__).parents[3] / "components" / "scripts"


def steps(spec: ClusterSpec, host: Host) -> dict[str, Step]:
    etcd = stacked(spec)
    all_steps = (
        install_step(spec, host),
        join_step(spec, host, etcd),
        converge_step(spec, host, etcd),
        node_step(spec, host),
        membership_step(spec, host),
    )
    return {step.name: step for step in all_steps}


MEMBER, ANOTHER, *_ = etcd_of(EXTERNAL).hosts
BALANCER = Haproxy(hosts=(host("lb-1", "10.0.0.5"),), vip=IPv4Interface("10.0.0.100/24"), interface=None, router_id=1)
CEPH = cluster(rookCeph={"nodes": [{"name": "w-1", "devices": ["/dev/vdb"]}], "monitors": 1, "managers": 1, "replicas": 1}).addons.rook_ceph
assert CEPH is not None
OTHERS = (
    member_step(EXTERNAL, etcd_of(EXTERNAL), MEMBER),
    leave_step(EXTERNAL, etcd_of(EXTERNAL), MEMBER, ANOTHER),
    certificates_step(EXTERNAL, MEMBER),
    ceph_ready_step(SMALL, CEPH, ceph_services(CEPH)),
    data_guard_step(SMALL, CEPH),
    dns_defaults_step(SMALL),
    raw_devices_step(SMALL, CEPH, W_1),
    credentials_step(GUARDED, W_1),
    prepare_step(EXTERNAL, MEMBER),
    install_step(BUNDLED, W_1),
    converge_step(BUNDLED, W_1, stacked(BUNDLED)),
    balancer_step(FULL, BALANCER, BALANCER.hosts[0]),
    balancer_converge_step(FULL, BALANCER, BALANCER.hosts[0]),
)


def changed_steps(before: ClusterSpec, after: ClusterSpec, host: Host) -> set[str]:
    old, new = steps(before, host), steps(after, host)
    return {name for name in old if old[name].sheet.render() != new[name].sheet.render()}


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
    first, other = (join_step(FULL, host, stacked(FULL)).sheet.parameters for host in (CP_2, CP_1))

    assert (first["MAY_INIT"], first["API_SERVERS"]) == (
        "yes",
        "api.example.internal:8443 10.0.0.11:6443 10.0.0.10:6443 10.0.0.12:6443",
    )
    assert (other["MAY_INIT"], other["API_SERVERS"]) == ("no", first["API_SERVERS"])


@pytest.mark.parametrize("name", sorted(SCRIPT_REVISIONS))
def test_a_step_has_the_verbs_the_parameters_and_the_revision_that_its_script_says(name: str) -> None:
    script = (SCRIPTS / f"{name}.sh").read_text()
    of_hosts = [step for step in (*steps(FULL, CP_2).values(), *steps(FULL, W_2).values(), *OTHERS) if step.name == name]
    told = {parameter for step in of_hosts for parameter in step.sheet.parameters} - {"REVISION"}

    said = re.search(r"^# Parameters: ([A-Z0-9_ ]+)", script, re.MULTILINE)
    assert said is not None
    assert set(said[1].split()) == told
    assert all(re.search(rf"^{verb}\(\)", script, re.MULTILINE) for step in of_hosts for verb in step.verbs)
    assert f"# revision: {SCRIPT_REVISIONS[name]}\n" in script
    assert {step.sheet.parameters["REVISION"] for step in of_hosts} == {str(SCRIPT_REVISIONS[name])}


def test_a_command_is_one_line_without_a_value_of_the_stack() -> None:
    assert command("join", "create", ".pulumi-kubeadm/demo/scripts") == "sh .pulumi-kubeadm/demo/scripts/as-root.sh join create"


@pytest.mark.parametrize("shell", ["bash", "dash", "zsh", "fish", "csh"])
def test_any_login_shell_can_read_the_commands(shell: str, tmp_path: Path) -> None:
    """Users have the shell they like, and the syntax of fish and csh is their own."""
    if shutil.which(shell) is None:
        pytest.skip(f"{shell} is not installed")
    (tmp_path / "as-root.sh").write_text('echo "$@"; cat')
    for step, verb in (("join", "create"), ("install", "delete")):
        line = command(step, verb, str(tmp_path))
        done = subprocess.run([shell, "-c", line], input="sheet\n", capture_output=True, text=True, check=False)
        assert (done.returncode, done.stdout, done.stderr) == (0, f"{step} {verb}\nsheet\n", "")


def test_the_last_delete_ends_well_where_it_has_already_removed_its_scripts() -> None:
    line = command("install", "delete", "a path/that is not there")

    assert "a path/that is not there/as-root.sh" in line
