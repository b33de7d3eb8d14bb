"""kubeadm's documents: what upstream's rules ask of them, and that kubeadm itself takes them."""

import shutil
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from components.core.config.model import Arg, ClusterSpec, Endpoint, Etcd, ExistingEtcd, Host, Kubeadm
from components.core.render import kubeadm
from components.core.render.document import documents
from components.core.render.kube_proxy import kube_proxy_configuration
from components.core.render.kubelet import POOL_PATCH, kubelet_configuration
from components.core.render.patches import MEMBER_PATCH, patches
from components.core.render.paths import DISCOVERY
from lab.programs import program
from lab.settings import Settings
from tests.core.samples import CP_1, CP_2, EXTERNAL, FULL, SMALL, W_1, W_2, etcd_of

MEMBERS = etcd_of(EXTERNAL)


def found_kubeadm(settings: Settings) -> Path | None:
    """The one on PATH, or the lab's."""
    on_path = shutil.which("kubeadm")
    in_cache = program(settings, "kubernetes-1.36", "kubeadm")
    return Path(on_path) if on_path else in_cache if in_cache.exists() else None


def all_documents(spec: ClusterSpec) -> dict[str, list[dict[str, Any]]]:
    """What is handed to kubeadm in one file each, by the command that reads it."""
    cluster = [kubeadm.cluster_configuration(spec), kubelet_configuration(spec), kube_proxy_configuration(spec)]
    init_host = next(host for host in spec.control_plane.hosts if host.name == spec.control_plane.init_host)
    return {
        "init": [kubeadm.init_configuration(spec, init_host), *cluster],
        "phase": [kubeadm.phase_configuration(spec, CP_1), *cluster],
        "join a control plane": [kubeadm.join_configuration(spec, CP_1)],
        "join a worker": [kubeadm.join_configuration(spec, W_2)],
    }


@pytest.mark.parametrize("spec", [SMALL, FULL], ids=lambda spec: spec.name)
@pytest.mark.parametrize("use", ["init", "phase", "join a control plane", "join a worker"])
def test_kubeadm_takes_every_document(spec: ClusterSpec, use: str, tmp_path: Path) -> None:
    binary = found_kubeadm(Settings.from_env())
    if binary is None:
        pytest.skip("no kubeadm on PATH nor in the lab's cache (`./lab/lab setup` makes one)")
    config = tmp_path / "config.yaml"
    # kubeadm looks whether the discovery file is there.
    config.write_text(documents(all_documents(spec)[use]).replace(DISCOVERY, str(config)))

    done = subprocess.run([binary, "config", "validate", "--config", config], text=True, capture_output=True, check=False)

    assert (done.returncode, done.stdout) == (0, "ok\n"), done.stderr


def test_taints_are_a_list_even_if_empty_for_left_out_means_the_default_taint() -> None:
    schedulable, default = kubeadm.init_configuration(FULL, CP_1), kubeadm.init_configuration(SMALL, CP_1)

    assert schedulable["nodeRegistration"]["taints"] == []
    assert default["nodeRegistration"]["taints"] == [{"key": "node-role.kubernetes.io/control-plane", "effect": "NoSchedule"}]


def test_the_token_that_init_insists_on_lives_minutes_and_is_shown_nowhere() -> None:
    document = kubeadm.init_configuration(SMALL, CP_1)

    assert [token["ttl"] for token in document["bootstrapTokens"]] == ["15m0s"]
    assert "show-join-command" in document["skipPhases"]


def test_a_worker_joins_without_a_control_plane_stanza_and_nobody_with_a_token() -> None:
    worker, control_plane = kubeadm.join_configuration(SMALL, W_1), kubeadm.join_configuration(FULL, CP_2)

    assert "controlPlane" not in worker
    assert control_plane["controlPlane"] == {"localAPIEndpoint": {"advertiseAddress": "10.0.0.11", "bindPort": 6443}}
    assert worker["discovery"] == control_plane["discovery"] == {"file": {"kubeConfigPath": "/run/pulumi-kubeadm/discovery.conf"}}


@pytest.mark.parametrize(
    ("endpoint", "port"),
    [
        pytest.param(Endpoint(host="10.0.0.10", port=7443), 7443, id="the host itself"),
        pytest.param(Endpoint(host="api.example.org", port=7443), 6443, id="a balancer in front of it"),
    ],
)
def test_the_api_server_listens_where_the_endpoint_points_if_that_is_its_own_host(endpoint: Endpoint, port: int) -> None:
    assert kubeadm.api_port(replace(SMALL, endpoint=endpoint), CP_1) == port


def test_arguments_keep_their_order_and_their_duplicates() -> None:
    twice = (Arg(name="service-account-issuer", value="https://new"), Arg(name="service-account-issuer", value="https://old"))
    spec = replace(SMALL, control_plane=replace(SMALL.control_plane, api_server=twice))

    document = kubeadm.cluster_configuration(spec)

    assert [arg["value"] for arg in document["apiServer"]["extraArgs"]] == ["https://new", "https://old"]


def test_what_yaml_could_take_for_another_type_stays_text() -> None:
    args = tuple(Arg(name="x", value=value) for value in ("true", "1.36", "0x10", "null", "~", "1e3", "2026-01-01", "no", ": x", "#"))
    spec = replace(SMALL, control_plane=replace(SMALL.control_plane, scheduler=args))

    read = yaml.safe_load(documents([kubeadm.cluster_configuration(spec)]))

    assert [arg["value"] for arg in read["scheduler"]["extraArgs"]] == [arg.value for arg in args]


def test_a_pool_wins_over_the_stacks_own_kubelet_patches() -> None:
    """kubeadm applies patches in the order of their file names."""
    names = sorted(patches(FULL, W_2))

    assert names == ["kubeletconfiguration0+merge.yaml", POOL_PATCH]
    assert max("kubeletconfiguration9+merge.yaml", "kubeletconfigurationx+json.yaml", POOL_PATCH) == POOL_PATCH


def test_patches_of_static_pods_stay_off_workers() -> None:
    assert set(patches(FULL, CP_1)) == {*FULL.kubeadm.patches, MEMBER_PATCH}
    assert not [name for name in patches(FULL, W_1) if not name.startswith("kubeletconfiguration")]


def test_etcd_is_held_to_its_data_only_where_kubeadm_runs_it() -> None:
    """By a volume that a container mounts, for of others the kubelet does not look at the type."""
    pod = yaml.safe_load(patches(SMALL, CP_1)[MEMBER_PATCH])["spec"]
    [volume], [mount] = pod["volumes"], pod["containers"][0]["volumeMounts"]

    assert (volume["hostPath"]["type"], volume["name"]) == ("File", mount["name"])
    assert MEMBER_PATCH not in patches(EXTERNAL, EXTERNAL.control_plane.hosts[0])
    assert max("etcd9+json.yaml", "etcdx+strategic.yaml", MEMBER_PATCH) == MEMBER_PATCH


@pytest.mark.parametrize(
    ("etcd", "endpoints"),
    [
        pytest.param(MEMBERS, ["https://10.0.0.31:2379", "https://10.0.0.32:2379", "https://10.0.0.33:2379"], id="members on hosts"),
        pytest.param(
            replace(MEMBERS, hosts=(replace(MEMBERS.hosts[0], dead=True), *MEMBERS.hosts[1:])),
            ["https://10.0.0.32:2379", "https://10.0.0.33:2379"],
            id="one of them dead",
        ),
        pytest.param(
            ExistingEtcd(endpoints=("https://etcd.example.org:2379",), ca_crt="CA", client_crt="CERTIFICATE"),
            ["https://etcd.example.org:2379"],
            id="somebody else's",
        ),
    ],
)
def test_kubeadm_is_told_where_etcd_is(etcd: Etcd, endpoints: list[str]) -> None:
    assert kubeadm.cluster_configuration(replace(EXTERNAL, etcd=etcd))["etcd"] == {
        "external": {
            "endpoints": endpoints,
            "caFile": "/etc/kubernetes/pki/etcd/ca.crt",
            "certFile": "/etc/kubernetes/pki/apiserver-etcd-client.crt",
            "keyFile": "/etc/kubernetes/pki/apiserver-etcd-client.key",
        }
    }


def test_of_kubeadms_checks_one_is_the_scripts() -> None:
    """kubeadm takes `all` only alone, and no check twice."""

    def ignored(*names: str, spec: ClusterSpec = FULL, host: Host = CP_1) -> list[str]:
        told = replace(spec, kubeadm=replace(spec.kubeadm, ignore_preflight_errors=names))
        return list(kubeadm.join_configuration(told, host)["nodeRegistration"].get("ignorePreflightErrors", []))

    assert ignored("Mem") == ["Mem", "DirAvailable--var-lib-etcd-data"]
    assert ignored("diravailable--var-lib-etcd-data") == ["diravailable--var-lib-etcd-data"]
    assert ignored("all") == ["all"]
    assert ignored(host=W_1) == []
    assert ignored(spec=EXTERNAL, host=EXTERNAL.control_plane.hosts[0]) == []


def test_no_patch_directory_is_named_where_there_is_none() -> None:
    """kubeadm stops at a directory that does not exist."""
    without = replace(FULL, kubeadm=Kubeadm(feature_gates={}, patches={}, ignore_preflight_errors=()))

    assert "patches" not in kubeadm.join_configuration(without, W_1)
    assert "patches" in kubeadm.join_configuration(without, W_2)
