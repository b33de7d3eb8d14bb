"""Addons: order, objects, and manifests that are fetched once and never trusted."""

import hashlib
import json
import threading
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import IPv4Network
from pathlib import Path

import pulumi
import pytest

from components import Secrets
from components.addons import Addon
from components.addons.fetching import fetch
from components.addons.flannel import flannel
from components.addons.manifest import ManifestError
from components.addons.materials import Materials
from components.addons.rendering import Rendering
from components.core.capabilities import in_order
from components.core.config.addons.coredns import CoreDns
from components.core.config.addons.flannel import Flannel
from components.core.config.model import Addons, Artefact, ClusterSpec
from components.core.config.model.addons import artefacts_of
from components.core.render.coredns import KUBEADM
from tests.components.conftest import digest
from tests.components.graph import bare_cluster, build, of_cluster
from tests.components.manifests import FLANNEL
from tests.core.samples import SMALL

NETWORK = IPv4Network("10.100.0.0/16")


def addon(name: str, needs: str = "", provides: str = "") -> Addon:
    return Addon(name=name, objects=(), needs=frozenset(needs.split()), provides=frozenset(provides.split()))


def wanted(**changes: object) -> Flannel:
    pinned = Artefact(url="http://127.0.0.1:1/flannel", sha256=digest(FLANNEL))
    return replace(Flannel(version="v0.28.4", backend="vxlan", mtu=None, manifest=pinned), **changes)


def made(settings: Flannel, manifest: bytes = FLANNEL) -> Addon:
    """flannel from a manifest that is at hand, in a cluster with a pod network of its own."""
    cluster = replace(SMALL, network=replace(SMALL.network, pod_cidr=NETWORK))
    return flannel(settings, cluster, Materials(artefacts=artefacts_of(settings), fetch=lambda _: manifest, rendering=Rendering("1.36.3")))


@pytest.fixture
def published() -> Iterator[tuple[str, list[str]]]:
    """A web server that has the manifest; its address, and what it was asked for."""
    asked: list[str] = []

    class Files(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(200 if self.path == "/flannel.yml" else 404)
            self.end_headers()
            self.wfile.write(FLANNEL if self.path == "/flannel.yml" else b"")

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Files)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", asked
    server.shutdown()
    server.server_close()


def test_an_addon_comes_after_what_it_needs():
    ordered = in_order(
        [addon("a-dashboard", needs="ingress"), addon("ingress", needs="cni", provides="ingress"), addon("net", provides="cni")]
    )
    assert [one.name for one in ordered] == ["net", "ingress", "a-dashboard"]


def test_two_pod_networks_are_refused():
    with pytest.raises(ValueError, match="flannel: provides cni, as calico does"):
        in_order([addon("flannel", provides="cni"), addon("calico", provides="cni")])


def test_a_need_that_nobody_meets_is_named():
    with pytest.raises(ValueError, match="ingress: needs cni, which nothing provides"):
        in_order([addon("ingress", needs="cni")])


def test_objects_wait_for_what_they_are_made_of(small: ClusterSpec):
    graph = of_cluster(small)
    assert "cp-1-converge" in graph["flannel/Namespace/kube-flannel"].waits_for
    assert "flannel/Namespace/kube-flannel" in graph["flannel/ConfigMap/kube-flannel/kube-flannel-cfg"].waits_for
    assert graph["flannel/DaemonSet/kube-flannel/kube-flannel-ds"].waits_for >= {
        "flannel/ConfigMap/kube-flannel/kube-flannel-cfg",
        "flannel/ClusterRole/flannel",
    }


def test_objects_are_of_the_types_that_the_plugin_knows_and_go_with_the_cluster(small: ClusterSpec):
    objects = of_cluster(small).of_type("kubernetes:")
    assert {one.type for one in objects} == {
        "kubernetes:core/v1:Namespace",
        "kubernetes:core/v1:ConfigMap",
        "kubernetes:rbac.authorization.k8s.io/v1:ClusterRole",
        "kubernetes:apps/v1:DaemonSet",
    }
    assert {one.deleted_with for one in objects} == {"c"}


def test_a_renewed_kubeconfig_replaces_nothing_and_config_maps_change_in_place(small: ClusterSpec):
    inputs = of_cluster(small)["kubernetes"].inputs
    assert (inputs["clusterIdentifier"], inputs["enableConfigMapMutable"], inputs["enableServerSideApply"]) == ("small", "true", "true")


def test_a_cluster_without_addons_has_none(small: ClusterSpec):
    graph = build(lambda: bare_cluster(replace(small, addons=Addons()), Secrets()))
    assert graph.of_type("kubernetes:") == []


def net_conf(addon: Addon) -> dict[str, object]:
    [config] = [one for one in addon.objects if one["kind"] == "ConfigMap"]
    return dict(json.loads(config["data"]["net-conf.json"]))  # type: ignore[index,call-overload,arg-type]


def template(addon: Addon) -> dict[str, object]:
    [daemons] = [one for one in addon.objects if one["kind"] == "DaemonSet"]
    return daemons["spec"]["template"]["metadata"]  # type: ignore[index,call-overload,return-value]


def test_flannel_is_given_the_network_and_backend_of_the_stack_and_keeps_the_rest():
    assert net_conf(made(wanted(backend="host-gw"))) == {
        "Network": "10.100.0.0/16",
        "EnableNFTables": False,
        "Backend": {"Type": "host-gw"},
    }
    assert net_conf(made(wanted(mtu=1400)))["Backend"] == {"Type": "vxlan", "MTU": 1400}


def test_a_changed_network_configuration_rolls_the_pods():
    vxlan, gateway = (template(made(wanted(backend=backend))) for backend in ("vxlan", "host-gw"))
    assert vxlan["annotations"] != gateway["annotations"]
    assert vxlan["labels"] == gateway["labels"] == {"app": "flannel"}


@pytest.mark.parametrize(
    ("manifest", "complaint"),
    [
        (b"kind: [", "is no YAML"),
        (b"- 1\n", r"document 1 \(line 1\): got a list of 1, want an object of Kubernetes"),
        (FLANNEL.replace(b"ConfigMap", b"Secret"), "no ConfigMap kube-flannel-cfg"),
    ],
)
def test_a_manifest_that_is_not_flannels_is_refused(manifest: bytes, complaint: str):
    with pytest.raises(ManifestError, match=complaint):
        made(wanted(), manifest)


def test_a_manifest_is_fetched_once_and_kept_by_its_digest(published: tuple[str, list[str]], tmp_path: Path):
    address, asked = published
    pinned = Artefact(url=f"{address}/flannel.yml", sha256=digest(FLANNEL))
    assert fetch(pinned, tmp_path / "kept") == fetch(pinned, tmp_path / "kept") == FLANNEL
    assert asked == ["/flannel.yml"]
    assert [path.name for path in (tmp_path / "kept").iterdir()] == [digest(FLANNEL)]


def test_other_bytes_than_those_pinned_are_refused_and_not_kept(published: tuple[str, list[str]], tmp_path: Path):
    pinned = Artefact(url=f"{published[0]}/flannel.yml", sha256=hashlib.sha256(b"another").hexdigest())
    with pytest.raises(ManifestError, match=f"has sha256 {digest(FLANNEL)}, want {pinned.sha256}"):
        fetch(pinned, tmp_path / "kept")
    assert not (tmp_path / "kept").exists()


def test_a_damaged_copy_is_fetched_again(published: tuple[str, list[str]], cache: Path):
    (cache / digest(FLANNEL)).write_bytes(b"damaged")
    assert fetch(Artefact(url=f"{published[0]}/flannel.yml", sha256=digest(FLANNEL)), cache) == FLANNEL


@pytest.mark.parametrize("path", ["http://127.0.0.1:1/closed", "{published}/missing"])
def test_a_url_that_does_not_answer_ends_before_anything_is_registered(path: str, published: tuple[str, list[str]], small: ClusterSpec):
    url = path.format(published=published[0])
    unreachable = replace(small, addons=Addons(known={"flannel": wanted(manifest=Artefact(url=url, sha256="0" * 64))}))
    with pytest.raises(pulumi.RunError, match="cannot be fetched"):
        build(lambda: bare_cluster(unreachable, Secrets()))


def test_every_host_is_prepared_with_the_images_that_run_on_every_node(small: ClusterSpec):
    """Pulled while a worker waits for the cluster, they are there when its Node is to become Ready."""
    graph = of_cluster(small)
    wanted = {image for line in FLANNEL.decode().splitlines() if (image := line.partition("image: ")[2])}
    assert wanted
    for name in graph.names("install"):
        assert all(image in graph[name].inputs["stdin"] for image in wanted)


def labelled(kind: str, api_version: str = "v1", **spec: object) -> dict[str, object]:
    return {"apiVersion": api_version, "kind": kind, "metadata": {"name": kind.lower()}, "spec": spec}


def workload(kind: str, image: str) -> dict[str, object]:
    pod = {"containers": [{"name": "c", "image": image}]}
    template = {"template": {"spec": pod}}
    spec = pod if kind == "Pod" else {"jobTemplate": {"spec": template}} if kind == "CronJob" else template
    return labelled(kind, "apps/v1", **spec)


def test_what_serves_comes_before_what_is_served():
    """A custom resource is taken up by the addon's own controller, and taken apart by it when both go."""
    objects = (
        labelled("CephCluster", "ceph.rook.io/v1"),
        labelled("APIService", "apiregistration.k8s.io/v1"),
        labelled("Gateway", "gateway.networking.k8s.io/v1"),
        workload("Deployment", "a:1"),
        labelled("ClusterRole", "rbac.authorization.k8s.io/v1"),
        labelled("Service"),
        labelled("CustomResourceDefinition", "apiextensions.k8s.io/v1"),
    )
    kinds = [[one["kind"] for one in wave] for wave in Addon(name="a", objects=objects).waves()]  # type: ignore[arg-type]
    assert kinds == [["CustomResourceDefinition"], ["ClusterRole", "Service"], ["Deployment"], ["CephCluster", "APIService", "Gateway"]]


def test_the_images_of_an_addon_are_those_of_all_its_workloads():
    objects = tuple(workload(kind, f"{kind.lower()}:1") for kind in ("Deployment", "DaemonSet", "CronJob", "Pod"))
    made = Addon(name="a", objects=objects)  # type: ignore[arg-type]
    assert made.images() == ("deployment:1", "daemonset:1", "cronjob:1", "pod:1")
    assert made.images_of_every_node() == ("daemonset:1",)


def test_images_that_only_an_operator_starts_are_known():
    ceph = labelled("CephCluster", "ceph.rook.io/v1", spec={"cephVersion": {"image": "quay.io/ceph/ceph:v20"}, "image": {"type": "string"}})
    definition = labelled("CustomResourceDefinition", "apiextensions.k8s.io/v1", spec={"example": [{"image": "no:1"}]})
    made = Addon(name="a", objects=(workload("Pod", "pod:1"), ceph, definition), starts=("helper:1",))  # type: ignore[arg-type]
    assert made.known_images() == ("pod:1", "quay.io/ceph/ceph:v20", "helper:1")
    assert made.images() == ("pod:1",)


def with_flannel(spec: ClusterSpec, **settings: object) -> ClusterSpec:
    """The cluster with other settings of flannel."""
    published = spec.addons.get(Flannel)
    assert published is not None
    return replace(spec, addons=Addons(known={"flannel": replace(published, **settings)}))  # type: ignore[arg-type]


def test_another_image_runs_where_the_stack_says_so(small: ClusterSpec):
    pinned = f"ghcr.io/flannel-io/flannel@sha256:{'a' * 64}"
    digested = with_flannel(small, images={"ghcr.io/flannel-io/flannel:v1": pinned})
    daemons = build(lambda: bare_cluster(digested, Secrets()))["flannel/DaemonSet/kube-flannel/kube-flannel-ds"]
    assert pinned in str(daemons.inputs)
    assert "ghcr.io/flannel-io/flannel:v1" not in str(daemons.inputs)
    mistaken = with_flannel(small, images={"flannel:v1": pinned})
    with pytest.raises(pulumi.RunError, match="got flannel:v1, want images of flannel"):
        build(lambda: bare_cluster(mistaken, Secrets()))


def test_an_addon_of_the_program_runs_beside_those_of_the_stack(small: ClusterSpec):
    mine = Addon(name="mine", objects=(labelled("ConfigMap"),), needs=frozenset({"cni"}))  # type: ignore[arg-type]
    graph = build(lambda: bare_cluster(small, Secrets(), addons=[mine]))
    assert "flannel/DaemonSet/kube-flannel/kube-flannel-ds" in graph["mine/ConfigMap/configmap"].waits_for
    with pytest.raises(pulumi.RunError, match="mine: needs storage, which nothing provides"):
        build(lambda: bare_cluster(small, Secrets(), addons=[replace(mine, needs=frozenset({"storage"}))]))


def test_a_field_is_taken_back_only_where_the_stack_says_so(small: ClusterSpec):
    name, force = "flannel/ConfigMap/kube-flannel/kube-flannel-cfg", "pulumi.com/patchForce"
    insisting = with_flannel(small, force_conflicts=True)
    assert force not in of_cluster(small)[name].inputs["metadata"]["annotations"]
    assert build(lambda: bare_cluster(insisting, Secrets()))[name].inputs["metadata"]["annotations"][force] == "true"


def test_what_kubeadm_made_is_patched_by_force_and_not_given_up(small: ClusterSpec):
    """Nobody else holds the fields any more, so that giving them up would empty them."""
    dns = CoreDns(replicas=3, forwarders=("10.0.0.53",), zones={}, cache_seconds=30, loop_guard=True)
    graph = build(lambda: bare_cluster(replace(small, addons=Addons(known={**small.addons.known, "coredns": dns})), Secrets()))
    config, deployment = graph["coredns/ConfigMap/kube-system/coredns"], graph["coredns/Deployment/kube-system/coredns"]
    assert (config.type, deployment.type) == ("kubernetes:core/v1:ConfigMapPatch", "kubernetes:apps/v1:DeploymentPatch")
    assert "forward . 10.0.0.53" in config.inputs["data"]["Corefile"]
    assert deployment.inputs["spec"] == {"replicas": 3}
    for patch in (config, deployment):
        assert patch.inputs["metadata"]["annotations"]["pulumi.com/patchForce"] == "true"
        assert patch.request.retainOnDelete
        assert "flannel/DaemonSet/kube-flannel/kube-flannel-ds" in patch.waits_for


def test_coredns_is_given_back_to_kubeadm_by_a_control_plane_that_is_still_there(small: ClusterSpec):
    graph = build(lambda: bare_cluster(replace(small, addons=Addons(known={**small.addons.known, "coredns": KUBEADM})), Secrets()))
    given_back = graph["dns-defaults"]
    assert "create" not in given_back.inputs, "a new cluster would be contacted for nothing"
    assert {"cp-1-node"} <= set(given_back.waits_for)
    assert given_back.deleted_with == "c"
    assert "dns-defaults" not in of_cluster(small).names()


def test_a_failed_container_leaves_the_end_of_its_log_where_the_provider_finds_it(small: ClusterSpec):
    said = {"name": "said", "image": "a/b:1", "terminationMessagePolicy": "File"}
    pod = {"initContainers": [{"name": "first", "image": "a/b:1"}], "containers": [{"name": "main", "image": "a/b:1"}, said]}
    daemons = {**labelled("DaemonSet"), "spec": {"template": {"spec": pod}}}
    graph = build(lambda: bare_cluster(small, Secrets(), addons=[Addon(name="mine", objects=(daemons,))]))
    made = graph["mine/DaemonSet/daemonset"].inputs["spec"]["template"]["spec"]
    policies = [each["terminationMessagePolicy"] for each in (*made["initContainers"], *made["containers"])]
    assert policies == ["FallbackToLogsOnError", "FallbackToLogsOnError", "File"]
    assert "terminationMessagePolicy" not in pod["containers"][0], "the caller's own manifest was changed"
