"""Addons of the user's own: manifests, kustomizations and charts, from a stack file and as values."""

import hashlib
import io
import json
import tarfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pulumi
import pytest
import yaml

from components import Cluster, Secrets
from components.core.spec.model import Addons, Artefact, Chart, ClusterSpec, CustomAddon, Kustomization, Readiness
from tests.components.graph import Graph, build

CONFIG = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "settings", "namespace": "shop"}}
SHOP = {"apiVersion": "example.com/v1", "kind": "Shop", "metadata": {"name": "corner"}}


def own(source: Artefact | str | Kustomization | Chart, **changes: Any) -> CustomAddon:
    return CustomAddon(**{"name": "shop", "needs": ("cni",), "provides": (), "source": source, "ready": (), **changes})


def with_own(spec: ClusterSpec, *addons: CustomAddon) -> ClusterSpec:
    return replace(spec, addons=replace(spec.addons, custom=addons))


def built(spec: ClusterSpec, *addons: CustomAddon, functions: Any = None) -> Graph:
    return build(lambda: Cluster("c", with_own(spec, *addons), Secrets()), functions=functions)


def written(path: Path, *objects: dict[str, Any]) -> str:
    path.write_text(yaml.safe_dump_all(objects))
    return str(path)


def archived(*files: tuple[str, str]) -> bytes:
    target = io.BytesIO()
    with tarfile.open(fileobj=target, mode="w:gz") as archive:
        for name, text in files:
            info = tarfile.TarInfo(name)
            info.size = len(text)
            archive.addfile(info, io.BytesIO(text.encode()))
    return target.getvalue()


CHART = archived(("shop/Chart.yaml", "name: shop\nversion: 1.0.0\n"), ("shop/templates/a.yaml", "{}\n"))


def test_a_manifest_of_a_file_becomes_one_resource_an_object_behind_what_it_needs(small: ClusterSpec, tmp_path: Path):
    items = {"apiVersion": "v1", "kind": "List", "items": [CONFIG, SHOP]}
    graph = built(small, own(written(tmp_path / "shop.yaml", items)))
    assert "flannel/DaemonSet/kube-flannel/kube-flannel-ds" in graph["shop/ConfigMap/shop/settings"].waits_for
    assert "shop/ConfigMap/shop/settings" in graph["shop/Shop/corner"].waits_for
    assert graph["shop/Shop/corner"].type == "kubernetes:example.com/v1:Shop"


def test_definitions_stay_when_their_addon_leaves_unless_told_otherwise(small: ClusterSpec, tmp_path: Path):
    definition = {"apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition", "metadata": {"name": "shops.example.com"}}
    file, name = written(tmp_path / "shop.yaml", definition, CONFIG), "shop/CustomResourceDefinition/shops.example.com"
    kept, going = built(small, own(file)), built(small, own(file, delete_crds=True))
    assert kept[name].request.retainOnDelete
    assert not kept["shop/ConfigMap/shop/settings"].request.retainOnDelete
    assert not going[name].request.retainOnDelete


def test_what_is_waited_for_is_bounded_and_named(small: ClusterSpec, tmp_path: Path):
    ready = Readiness(kind="Shop", name="corner", namespace=None, when="jsonpath={.status.phase}=Open")
    shop = own(written(tmp_path / "shop.yaml", SHOP), ready=(ready,), timeout_seconds=90)
    made = built(small, shop)["shop/Shop/corner"]
    assert made.inputs["metadata"]["annotations"]["pulumi.com/waitFor"] == "jsonpath={.status.phase}=Open"
    assert made.request.customTimeouts.create == "90s"
    with pytest.raises(pulumi.RunError, match=r"shop: ready\[0\]: got Shop market, want an object of"):
        built(small, replace(shop, ready=(replace(ready, name="market"),)))


def test_everything_that_cannot_be_had_is_told_at_once(small: ClusterSpec, tmp_path: Path):
    remote = tmp_path / "remote"
    remote.mkdir()
    (remote / "kustomization.yaml").write_text("resources:\n  - https://example.com/base?ref=v1\n")
    (tmp_path / "bad.tgz").write_bytes(b"no archive")
    chart = Chart(source=str(tmp_path / "bad.tgz"), release_name="c", namespace="c", values={})
    with pytest.raises(pulumi.RunError) as failure:
        built(small, own("missing.yaml", name="a"), own(Kustomization(str(remote)), name="b"), own(chart, name="c"))
    text = str(failure.value)
    assert "addons, a: missing.yaml cannot be read here" in text
    assert "addons, b: " in text
    assert "is made of https://example.com/base?ref=v1, want parts on this machine" in text
    assert "bad.tgz is no chart archive" in text


def test_a_kustomization_of_local_parts_is_built_by_the_plugin(small: ClusterSpec, tmp_path: Path):
    for directory, text in {"over": "resources: [../base]\n", "base": "resources: [a.yaml]\n"}.items():
        (tmp_path / directory).mkdir()
        (tmp_path / directory / "kustomization.yaml").write_text(text)
    written(tmp_path / "base" / "a.yaml", CONFIG)
    asked: list[Any] = []

    def kustomize(arguments: Any) -> dict[str, Any]:
        asked.append(arguments)
        return {"result": [CONFIG]}

    graph = built(small, own(Kustomization(str(tmp_path / "over"))), functions={"kubernetes:kustomize:directory": kustomize})
    assert asked == [{"directory": str(tmp_path / "over")}]
    assert "shop/ConfigMap/shop/settings" in graph.names()


@pytest.mark.parametrize("pinned", [True, False], ids=["by digest", "in a file"])
def test_a_chart_is_rendered_by_the_plugin_from_the_bytes_that_were_pinned(small: ClusterSpec, tmp_path: Path, cache: Path, pinned: bool):
    digest = hashlib.sha256(CHART).hexdigest()
    (cache / digest).write_bytes(CHART)
    (tmp_path / "shop.tgz").write_bytes(CHART)
    source = Artefact(url="http://127.0.0.1:1/shop.tgz", sha256=digest) if pinned else str(tmp_path / "shop.tgz")
    asked: list[dict[str, Any]] = []

    def template(arguments: Any) -> dict[str, Any]:
        asked.append(json.loads(arguments["jsonOpts"]))
        unplaced = {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "web"}}
        role = {"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "ClusterRole", "metadata": {"name": "web"}}
        test = {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "t", "annotations": {"helm.sh/hook": "test-success"}}}
        return {"result": [unplaced, role, test]}

    chart = Chart(source=source, release_name="corner", namespace="shop", values={"replicas": 2})
    graph = built(small, own(chart), functions={"kubernetes:helm:template": template})
    assert {one.name for one in graph.of_type("kubernetes:") if one.name.startswith("shop/")} == {
        "shop/Namespace/shop",
        "shop/Service/shop/web",
        "shop/ClusterRole/web",
    }
    [options] = asked
    assert (Path(options.pop("path")) / "Chart.yaml").read_text() == "name: shop\nversion: 1.0.0\n"
    assert options == {"release_name": "corner", "namespace": "shop", "values": {"replicas": 2}, "kube_version": "v1.36.3"}


def test_an_archive_cannot_write_outside_of_its_directory(small: ClusterSpec, tmp_path: Path):
    (tmp_path / "evil.tgz").write_bytes(archived(("../../evil", "x")))
    chart = Chart(source=str(tmp_path / "evil.tgz"), release_name="c", namespace="c", values={})
    with pytest.raises(pulumi.RunError, match="no chart archive"):
        built(small, own(chart))
    assert not list(tmp_path.rglob("evil"))


def test_addons_of_nothing_but_the_user_can_bring_the_pod_network(small: ClusterSpec, tmp_path: Path):
    network = own(written(tmp_path / "net.yaml", CONFIG), needs=(), provides=("cni",))
    graph = build(lambda: Cluster("c", replace(small, addons=Addons(custom=(network,))), Secrets()))
    assert "POD_NETWORK yes" in graph["w-1-node"].inputs["stdin"] or "POD_NETWORK=yes" in graph["w-1-node"].inputs["stdin"]
