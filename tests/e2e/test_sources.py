"""A cluster, its etcd and its load balancer without a network for packages and images; then a registry and a proxy that ask for passwords.

One cluster lives through the whole module, so the tests stand in the order of its life.
"""

import base64
import re
import urllib.parse
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from lab import mirror
from lab.hosts import sources
from lab.mirror import guarded
from lab.programs.families import ETCD_VERSION, KUBE_VIP_VERSION
from lab.settings import Settings
from tests.e2e import demo_app
from tests.e2e.bundles import bundle
from tests.e2e.clusters import cluster
from tests.e2e.ha_clusters import external_etcd, haproxy
from tests.e2e.hosts import LabHost
from tests.e2e.kubernetes import Kubectl
from tests.e2e.own_addons import NAMESPACE, workload, written
from tests.e2e.stack import Planned, Stack
from tests.instruments.forwarding import ForwardingProxy
from tests.lab_machine import lab

pytestmark = pytest.mark.timeout(1200)
MINUTES = 4

HOSTS = 5
MEMBER, BALANCER = 4, 5
NODES = ("cp-1", "worker-2", "worker-3")
# Of what hosts of a role share: shown once for each role, and brought to each host with the scripts.
CHANGED_FILES = {("update", name) for name in ("control-plane", "general", *(f"{node}-scripts" for node in NODES))}
PROXY_USER, PROXY_PASSWORDS = "ci", ("pa@ss/w:ord %41", "another$(id)'word")
AGNHOST = "registry.k8s.io/e2e-test-images/agnhost"
# Images that no worker is given by anything but the kustomization and the stack file.
ETCD = f"registry.k8s.io/etcd:{ETCD_VERSION.removeprefix('v')}-0"
KUBE_VIP = f"ghcr.io/kube-vip/kube-vip:{KUBE_VIP_VERSION}"
STORE = {
    "image": ETCD,
    "command": [
        "/usr/local/bin/etcd",
        "--data-dir=/data",
        "--listen-client-urls=http://0.0.0.0:2379",
        "--advertise-client-urls=http://127.0.0.1:2379",
    ],
    "readinessProbe": {"httpGet": {"path": "/health", "port": 2379}, "periodSeconds": 1},
}


@pytest.fixture(scope="module")
def nodes(hosts: dict[int, LabHost]) -> list[LabHost]:
    """Those that pods run on."""
    return [hosts[index] for index in hosts if index not in (MEMBER, BALANCER)]


@pytest.fixture(scope="module")
def bundled(
    stack: Stack, settings: Settings, bare: dict[int, set[str]], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, Any]]:
    """The cluster with its bundle, in a lab whose mirror is off."""
    document = cluster(
        settings,
        workers=(2, 3),
        preparation={"swap": "keep", "packages": ["iputils-arping"]},
        etcd=external_etcd(settings, (MEMBER,)),
        loadBalancer=haproxy(settings, (BALANCER,)),
    )
    document["addons"]["custom"] = [{"name": "shop", "needs": ["cni"], "kustomization": store(stack.directory / "shop")}]
    distribution = tmp_path_factory.mktemp("apt") / "debian.sources"
    distribution.write_text(sources.debian(settings, key=settings.mirror_key))
    bundle(stack, document, distribution, images=[KUBE_VIP])
    lab("mirror", "off")
    yield document
    lab("mirror", "on")


@pytest.fixture(scope="module")
def printed(stack: Stack, bundled: dict[str, Any]) -> list[str]:
    """What `up` printed, of each run so far."""
    stack.write(bundled)
    return [stack.up().ok().output]


@pytest.fixture(scope="module")
def kubectl(printed: list[str], stack: Stack, environment: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Kubectl:
    """kubectl with the kubeconfig that the stack gives out."""
    return Kubectl(stack.outputs()["kubeconfig"], tmp_path_factory.mktemp("kubectl"), environment)


@pytest.fixture(scope="module")
def proxy(settings: Settings) -> Iterator[ForwardingProxy]:
    """A proxy on the hosts' way out."""
    with ForwardingProxy(settings.gateway, PROXY_USER, PROXY_PASSWORDS[0]) as server:
        yield server
        server.shutdown()


def store(directory: Path) -> str:
    """A kustomization of a workload; the path that the stack file names."""
    directory.mkdir()
    (directory / "kustomization.yaml").write_text("namePrefix: own-\nresources: [store.yaml]\n")
    written(directory, "store.yaml", [NAMESPACE, workload("DaemonSet", "store", STORE)])
    return directory.name


def rolled(output: str) -> list[str]:
    """What `up` said of each change of a node, as it came."""
    return list(dict.fromkeys(re.findall(r"\S+-converge (?:updating|updated)", output)))


ONE_AT_A_TIME = [f"{node}-converge {state}" for node in NODES for state in ("updating", "updated")]


def changed(planned: list[Planned]) -> set[tuple[str, str]]:
    return {(step.op, step.name) for step in planned}


def test_a_cluster_comes_from_the_bundle_alone(kubectl: Kubectl, stack: Stack):
    assert kubectl.ready_nodes() == set(NODES)
    kubectl("rollout", "status", "-n", "kube-system", "deployment/coredns", "--timeout=120s")
    assert stack.preview() == []


def test_what_the_stack_adds_to_a_host_and_to_the_cluster_is_in_the_bundle(kubectl: Kubectl, hosts: dict[int, LabHost]):
    kubectl("rollout", "status", "-n", "shop", "daemonset/own-store", "--timeout=120s")
    for index in (1, MEMBER, BALANCER):
        assert hosts[index].run("dpkg-query -W -f '${db:Status-Status}' iputils-arping") == "installed"
    for index in (2, 3):
        images = hosts[index].run("crictl images | awk '{ print $1 \":\" $2 }'").split()
        assert {ETCD, KUBE_VIP} <= set(images)
        assert hosts[index].run("dpkg-query -W -f '${db:Status-Status}' iputils-arping") == "installed"


def test_a_registry_with_a_password_and_a_ca_is_used_once_the_nodes_know_it(
    kubectl: Kubectl, stack: Stack, settings: Settings, bundled: dict[str, Any], printed: list[str], hosts: dict[int, LabHost]
):
    mirror.serve_guarded(settings)
    of_mirror = {"url": settings.guarded_registry_url, "caFile": str(settings.registry_ca), "user": guarded.USER}
    bundled["sources"]["registryMirrors"] = {"registry.k8s.io": of_mirror}
    stack.write(bundled)
    stack.pulumi("config", "set", "--secret", "--path", 'registryPasswords["registry.k8s.io"]', stdin=guarded.PASSWORD).ok()

    credentials = {("create", f"{node}-credentials") for node in NODES}
    assert changed(stack.preview()) == credentials | CHANGED_FILES | {("update", f"{node}-converge") for node in NODES}
    assert "Basic {{registry-registry.k8s.io}}" in stack.diff()
    printed.append(stack.up().ok().output)
    assert rolled(printed[-1]) == ONE_AT_A_TIME

    demo_app.deploy(kubectl)
    assert AGNHOST in hosts[2].run("crictl images")
    assert stack.preview() == []


def test_a_proxy_rolls_over_the_nodes_and_reaches_what_fetches_alone(
    kubectl: Kubectl,
    stack: Stack,
    settings: Settings,
    bundled: dict[str, Any],
    printed: list[str],
    hosts: dict[int, LabHost],
    proxy: ForwardingProxy,
):
    bundled["sources"]["proxy"] = {"http": proxy.url, "user": PROXY_USER}
    stack.write(bundled)
    stack.secret("proxyPassword", PROXY_PASSWORDS[0])

    following = {("update", f"{node}-{part}") for node in NODES for part in ("credentials", "converge")}
    assert changed(stack.preview()) == CHANGED_FILES | following
    printed.append(stack.up().ok().output)
    assert rolled(printed[-1]) == ONE_AT_A_TIME

    pull_again(hosts[2])
    assert f"{settings.gateway}:{settings.ports.guarded_registry}" in proxy.tunnels
    assert kubectl.ready_nodes() == set(NODES)
    assert hosts[1].run("cat /proc/$(pgrep -o kube-apiserver)/environ | tr '\\0' '\\n' | grep -i _proxy || true") == ""
    assert hosts[1].run("grep -ri http_proxy /etc/kubernetes/manifests || true") == ""


def test_another_password_shows_in_no_preview_and_is_used(
    stack: Stack, settings: Settings, printed: list[str], hosts: dict[int, LabHost], proxy: ForwardingProxy
):
    proxy.password = PROXY_PASSWORDS[1]
    stack.secret("proxyPassword", PROXY_PASSWORDS[1])

    assert changed(stack.preview()) == {("update", f"{node}-{part}") for node in NODES for part in ("credentials", "converge")}
    printed.append(stack.diff())
    printed.append(stack.up().ok().output)

    refused, led = proxy.refused, len(proxy.tunnels)
    pull_again(hosts[2])
    assert (proxy.refused, len(proxy.tunnels) > led) == (refused, True)


def pull_again(host: LabHost) -> None:
    """An image that is not there, by the runtime itself."""
    [image] = re.findall(rf"^({AGNHOST})\s+(\S+)", host.run("crictl images"), re.MULTILINE)
    reference = ":".join(image)
    host.run(f"crictl rmi {reference}; crictl pull {reference}")


def test_passwords_show_nowhere(stack: Stack, printed: list[str], hosts: dict[int, LabHost]):
    secrets = [guarded.PASSWORD, *PROXY_PASSWORDS]
    secrets += [base64.b64encode(f"{guarded.USER}:{guarded.PASSWORD}".encode()).decode()]
    secrets += [urllib.parse.quote(password, safe="") for password in PROXY_PASSWORDS]
    seen = {"output": "".join(printed), "state": stack.state(), "stack file": stack.file.read_text()}
    for index, host in hosts.items():
        seen[f"processes of {index}"] = host.run("cat /proc/[0-9]*/cmdline | tr '\\0' ' '")
        seen[f"logs of {index}"] = host.run("cat /var/log/pulumi-kubeadm/*; journalctl --no-pager -o cat")
        seen[f"units of {index}"] = host.run("systemctl show containerd kubelet")
        assert {MEMBER: "etcd", BALANCER: "haproxy"}.get(index, "containerd") in seen[f"processes of {index}"]
    for where, text in seen.items():
        assert [secret for secret in secrets if secret in text] == [], f"a password shows in the {where}"


def test_what_holds_a_password_is_for_root_alone(nodes: list[LabHost]):
    needles = (base64.b64encode(f"{guarded.USER}:{guarded.PASSWORD}".encode()).decode(), urllib.parse.quote(PROXY_PASSWORDS[1], safe=""))
    for host in nodes:
        for needle in needles:
            files = host.run(f"grep -rlF -- '{needle}' /etc /var/lib/pulumi-kubeadm /home /run /var/log 2>/dev/null || true").split()
            assert len(files) >= 2
            assert set(host.run(f"stat -c '%a %U' {' '.join(files)}").splitlines()) == {"600 root"}


def test_destroy_leaves_the_hosts_as_they_were(stack: Stack, printed: list[str], hosts: dict[int, LabHost], bare: dict[int, set[str]]):
    stack.destroy().ok()
    for index, host in hosts.items():
        assert host.traces() - bare[index] == set(), f"left on host {index}"
