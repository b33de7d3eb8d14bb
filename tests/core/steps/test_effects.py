"""What a changed input does on a live host: the tables know every parameter and file, and say what the scripts do."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import pytest

from components.core.config.model import Arg, Bundle, ClusterSpec, Commands, Host, Lock, Package, RegistryMirror, StackedEtcd, Taint, Time
from components.core.config.parse import parse
from components.core.render.kubeadm import cluster_configuration
from components.core.review.inputs import cluster_steps, everyone, live_steps
from components.core.steps import Step, install_step, join_step
from components.core.steps.effects import TABLES, changes, effects, rule_of
from components.core.steps.effects.nodes import SECTIONS
from components.core.steps.effects.others import BIRTH
from components.core.steps.etcd import member_step
from tests.core.config.documents import existing, external, full, guarded, kube_vip
from tests.core.samples import BUNDLED, CP_1, EXTERNAL, FULL, GUARDED, MIXED, R_1, SMALL, W_1, W_2, etcd_of
from tests.core.steps.test_steps import BALANCER

ROOT = Path(__file__).parents[2] / "golden"
CLUSTERS = ("small", "full", "guarded", "bundled", "mixed", "external", "balanced", "prepared")
PATCHED = replace(
    FULL,
    kubeadm=replace(
        FULL.kubeadm,
        patches={
            f"{target}0+merge.yaml": "spec: {}\n"
            for target in (
                "etcd",
                "kube-apiserver",
                "kube-controller-manager",
                "kube-scheduler",
                "kubeletconfiguration",
                "corednsdeployment",
                "kubeproxydaemonset",
            )
        },
    ),
)
REDHAT = replace(
    MIXED,
    preparation=FULL.preparation,
    load_balancer=replace(BALANCER, hosts=(replace(R_1, name="lb-1"),)),
    sources=replace(MIXED.sources, bundle=None),
)
ARCHIVES = Lock(
    wants={}, packages=(), images={}, artefacts={}, archives=dict.fromkeys(("control-plane", "worker", "etcd", "load-balancer"), "c" * 64)
)
PACKED = replace(
    EXTERNAL,
    preparation=FULL.preparation,
    load_balancer=BALANCER,
    sources=replace(EXTERNAL.sources, bundle=Bundle(lock=ARCHIVES, directory="bundle")),
)
SPECS = [
    REDHAT,
    PACKED,
    SMALL,
    FULL,
    GUARDED,
    BUNDLED,
    MIXED,
    EXTERNAL,
    PATCHED,
    replace(EXTERNAL, preparation=FULL.preparation, load_balancer=BALANCER),
    *(parse(document()) for document in (full, external, existing, guarded, kube_vip)),
]


def every_live_step() -> Iterator[Step]:
    for spec in SPECS:
        yield from cluster_steps(spec).values()
        for host in everyone(spec).values():
            yield from live_steps(spec, host).values()


def names_of(step: Step) -> Iterator[str]:
    yield from step.input.parameters
    yield from (file.path for file in step.input.files)


def test_every_parameter_and_file_of_a_live_step_has_a_stated_effect() -> None:
    assert {(step.name, name) for step in every_live_step() for name in names_of(step) if rule_of(step.name, name) is None} == set()


def test_what_only_a_birth_is_given_is_known_to_reach_no_live_host() -> None:
    of_births = [
        *(step for spec in SPECS for host in everyone(spec).values() for step in (install_step(spec, host), join_step(spec, host))),
        member_step(EXTERNAL, etcd_of(EXTERNAL), etcd_of(EXTERNAL).hosts[0]),
    ]
    live = ("converge", "member", "node")

    assert {
        name for step in of_births for name in names_of(step) if name not in BIRTH and not any(rule_of(at, name) is not None for at in live)
    } == set()


@pytest.mark.parametrize("cluster", CLUSTERS)
def test_every_file_and_parameter_of_the_golden_hosts_is_in_a_table(cluster: str) -> None:
    """A new file on a disk is a decision on what its change does there."""
    found = [path.relative_to(ROOT / cluster) for path in (ROOT / cluster).rglob("*") if path.is_file()]
    files = {f"/{Path(*path.parts[1:])}" for path in found if path.suffix != ".parameters"}
    parameters = {
        line.partition("=")[0]
        for path in found
        if path.suffix == ".parameters"
        for line in (ROOT / cluster / path).read_text().splitlines()
        if line.partition("=")[0].isupper() and " " not in line.partition("=")[0]
    }

    assert files
    assert {
        name for name in files | parameters if name not in BIRTH and not any(rule_of(step, name) is not None for step in TABLES)
    } == set()


def test_a_parameter_that_no_table_has_is_an_error() -> None:
    """So that nothing new is taken for harmless."""
    step = live_steps(SMALL, W_1)["converge"]
    other = replace(step, input=step.input.with_parameters(NEWEST="1"))

    with pytest.raises(KeyError, match="converge: no table has NEWEST"):
        effects(step, other, changes(step, other))


def test_no_table_has_a_row_that_no_builder_fills() -> None:
    """REVISION, PASSWORDS, CLUSTER and so on are of run.sh and of components."""
    of_run = {"CLUSTER", "NODE", "ROLE", "GENERATION", "PASSWORDS", "UNTIL", "DEAD"}
    used: dict[str, set[str]] = {}
    for step in every_live_step():
        used.setdefault(step.name, set()).update(names_of(step))
    idle = {
        (step, row)
        for step, table in TABLES.items()
        for row in table
        if row not in of_run and not any(fnmatchcase(name, row) for name in used[step])
    }

    assert idle == set()


def test_every_field_of_kubeadms_configuration_has_its_static_pods() -> None:
    assert {name for spec in SPECS for name in cluster_configuration(spec)} == set(SECTIONS)


def felt(before: ClusterSpec, after: ClusterSpec, host: Host) -> set[str]:
    """The names of the effects on a host, of all its steps."""
    was, now = live_steps(before, host), live_steps(after, host)
    return {effect.name for step in now for effect in effects(was.get(step), now[step], changes(was.get(step), now[step]))}


def plane(**settings: Any) -> Mapping[str, Any]:
    return {"control_plane": replace(FULL.control_plane, **settings)}


def prepared(**settings: Any) -> Mapping[str, Any]:
    return {"preparation": replace(FULL.preparation, **settings)}


def sources(**settings: Any) -> Mapping[str, Any]:
    return {"sources": replace(FULL.sources, **settings)}


MIRRORS = {"quay.io": (RegistryMirror(url="https://m"),)}
CASES: list[tuple[str, Mapping[str, Any], set[str], set[str]]] = [
    ("a flag of the API server", plane(api_server=(Arg(name="v", value="4"),)), {"api-server-restart", "kubeadm-config"}, set()),
    ("a flag of the scheduler", plane(scheduler=()), {"scheduler-restart", "kubeadm-config"}, set()),
    ("a flag of the controller manager", plane(controller_manager=()), {"controller-manager-restart", "kubeadm-config"}, set()),
    ("a name in the certificate", plane(cert_sans=("a.example.org",)), {"api-certificate", "kubeadm-config"}, set()),
    ("a flag of etcd", {"etcd": StackedEtcd(data_dir="/var/lib/etcd/data", extra_args=())}, {"etcd-restart", "kubeadm-config"}, set()),
    (
        "another registry of Kubernetes' images",
        sources(image_repository="registry.example.com"),
        {"etcd-restart", "api-server-restart", "controller-manager-restart", "scheduler-restart", "kube-proxy-rollout", "kubeadm-config"},
        set(),
    ),
    ("kube-proxy", {"kube_proxy": {"mode": "iptables"}}, {"kube-proxy-rollout"}, set()),
    ("a field of the kubelet", {"kubelet": {"podPidsLimit": 9}}, {"kubelet-restart"}, {"kubelet-restart"}),
    ("a field that the pool overrides", {"kubelet": {**FULL.kubelet, "maxPods": 9}}, {"kubelet-restart"}, set()),
    ("a drop-in of the kubelet", prepared(kubelet_drop_ins={}), {"kubelet-restart"}, {"kubelet-restart"}),
    ("a registry mirror", sources(registry_mirrors=MIRRORS), {"registry-mirrors"}, {"registry-mirrors"}),
    (
        "the sandbox image",
        {"containerd": replace(FULL.containerd, sandbox_image="pause:9")},
        {"containerd-restart"},
        {"containerd-restart"},
    ),
    (
        "the version of containerd",
        {"containerd": replace(FULL.containerd, packages={"debian-12": Package(name="containerd", version="1.7.*")})},
        {"containerd-package"},
        {"containerd-package"},
    ),
    ("sysctl", prepared(sysctl={}), {"kernel"}, {"kernel"}),
    ("time servers and zone", prepared(time=Time()), {"chrony-restart", "time-zone"}, {"chrony-restart", "time-zone"}),
    ("swap", prepared(swap="off"), {"swap"}, {"swap"}),
    ("a new command", prepared(commands=Commands(before=("echo one\necho two\n",), after=("echo new",))), {"commands"}, {"commands"}),
    (
        "a command that moves up because the one before it goes",
        prepared(commands=Commands(before=(), after=("echo after",))),
        {"commands-forgotten"},
        {"commands-forgotten"},
    ),
    ("packages", prepared(packages=()), {"packages"}, {"packages"}),
]


@pytest.mark.parametrize(("change", "on_control_plane", "on_worker"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_a_change_has_the_effects_of_its_script(change: Mapping[str, Any], on_control_plane: set[str], on_worker: set[str]) -> None:
    after = replace(FULL, **change)

    assert (felt(FULL, after, CP_1), felt(FULL, after, W_2)) == (on_control_plane, on_worker)


def test_a_command_that_only_moves_does_not_run_again() -> None:
    """A host knows its commands by their texts (lib/commands.sh)."""
    two, one = (replace(FULL, preparation=replace(FULL.preparation, commands=Commands(before=texts))) for texts in (("a", "b"), ("b",)))

    assert felt(two, one, W_1) == {"commands-forgotten"}


def test_only_a_new_taint_with_noexecute_ends_pods() -> None:
    pool, other = FULL.worker_pools
    stays = Taint(key="slow", value="", effect="NoExecute")

    def tainted(*taints: Taint) -> ClusterSpec:
        return replace(FULL, worker_pools=(pool, replace(other, taints=taints)))

    assert felt(FULL, tainted(stays), W_2) == {"taints"}
    assert felt(tainted(), tainted(stays), W_2) == {"evict"}
    assert felt(tainted(stays), tainted(), W_2) == {"taints"}


def test_proxy_settings_restart_the_runtime_and_the_kubelet() -> None:
    without = replace(GUARDED, sources=replace(GUARDED.sources, proxy=None))

    assert {"proxy", "containerd-restart", "kubelet-restart"} <= felt(without, GUARDED, W_1)


def test_a_member_restarts_for_its_settings_and_its_release_but_not_for_another_address_of_the_release() -> None:
    etcd = etcd_of(EXTERNAL)
    member = etcd.hosts[0]

    def other(**settings: Any) -> ClusterSpec:
        return replace(EXTERNAL, etcd=replace(etcd, **settings))

    assert felt(EXTERNAL, other(quota_bytes=2**31), member) == {"etcd-member-restart"}
    assert felt(EXTERNAL, other(release=replace(etcd.release, sha256="1" * 64)), member) == {"etcd-release", "etcd-member-restart"}
    assert felt(EXTERNAL, other(release=replace(etcd.release, url="https://y/etcd.tar.gz")), member) == set()


def test_members_that_come_and_go_restart_no_member_but_the_api_servers() -> None:
    """Their list is a flag of kube-apiserver, and a member's own file does not change."""
    etcd = etcd_of(EXTERNAL)
    after = replace(EXTERNAL, etcd=replace(etcd, hosts=etcd.hosts[:2]))

    assert felt(EXTERNAL, after, etcd.hosts[0]) == set()
    assert felt(EXTERNAL, after, CP_1) == {"api-server-restart", "kubeadm-config"}


def test_load_balancers_reload_and_only_another_address_is_more() -> None:
    behind = replace(SMALL, control_plane=FULL.control_plane, load_balancer=BALANCER)
    fewer = replace(behind, control_plane=replace(FULL.control_plane, hosts=FULL.control_plane.hosts[:2]))
    moved = replace(behind, load_balancer=replace(BALANCER, vip=None))

    assert felt(behind, fewer, BALANCER.hosts[0]) == {"haproxy-reload"}
    assert felt(behind, moved, BALANCER.hosts[0]) == {"keepalived-switch"}
