"""Addons of the user's own: manifests, kustomizations and charts, from a stack file and as values."""

import hashlib
import io
import itertools
import json
import re
import tarfile
from contextlib import suppress
from copy import deepcopy
from dataclasses import replace
from pathlib import Path
from typing import Any

import pulumi
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from components import Addon, Secrets
from components.addons.manifest import ManifestError
from components.addons.objects import parsed
from components.addons.scopes import in_namespace
from components.core.config.model import Addons, Artefact, Chart, ClusterSpec, CustomAddon, Keep, Kustomization, Readiness
from tests.components.graph import Graph, Secret, bare_cluster, build, clear_text

CONFIG = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "settings", "namespace": "shop"}}
SHOP = {"apiVersion": "example.com/v1", "kind": "Shop", "metadata": {"name": "corner"}}


def own(source: Artefact | str | Kustomization | Chart, **changes: Any) -> CustomAddon:
    return CustomAddon(**{"name": "shop", "needs": ("cni",), "provides": (), "source": source, "ready": (), **changes})


def with_own(spec: ClusterSpec, *addons: CustomAddon) -> ClusterSpec:
    return replace(spec, addons=replace(spec.addons, custom=addons))


def built(spec: ClusterSpec, *addons: CustomAddon, functions: Any = None) -> Graph:
    return build(lambda: bare_cluster(with_own(spec, *addons), Secrets()), functions=functions)


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
    [options, *_] = asked
    assert (Path(options.pop("path")) / "Chart.yaml").read_text() == "name: shop\nversion: 1.0.0\n"
    assert options == {"release_name": "corner", "namespace": "shop", "values": {"replicas": 2}, "kube_version": "v1.36.3"}


NAMED = "metadata: {name: settings, namespace: shop}"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("kind: ConfigMap\n" + NAMED, "document 1 (line 1): apiVersion: got nothing, want the apiVersion of an object"),
        ("apiVersion: v1\n" + NAMED, "document 1 (line 1): kind: got nothing, want the kind of an object"),
        ("apiVersion: v1\nkind: 5\n" + NAMED, "kind: got the number 5, want the kind of an object, as a string: put it in quotes"),
        ("text", "document 1 (line 1): got 'text', want an object of Kubernetes"),
        ("apiVersion: v1\nkind: ConfigMap\n", "ConfigMap, metadata: got nothing, want an object with a name"),
        ("apiVersion: v1\nkind: ConfigMap\nmetadata:\n", "ConfigMap, metadata: got nothing, want an object with a name"),
        ("apiVersion: v1\nkind: ConfigMap\nmetadata: [a]\n", "ConfigMap, metadata: got a list of 1, want an object with a name"),
        ("apiVersion: v1\nkind: ConfigMap\nmetadata: {}\n", "ConfigMap, metadata.name: got nothing, want a name"),
        (
            "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: yes}\n",
            "metadata.name: got the boolean true, want a name, as a string: put it in",
        ),
        (
            "apiVersion: v1\nkind: Pod\nmetadata: {generateName: web-}\n",
            "Pod, metadata.generateName: got 'web-', want metadata.name: every",
        ),
        (
            "apiVersion: v1\nkind: Pod\nmetadata: {name: a, namespace: 5}\n",
            "metadata.namespace: got the number 5, want the name of a namespace",
        ),
        (
            "apiVersion: v1\nkind: Pod\nmetadata: {name: a, labels: x}\n",
            "Pod a, metadata.labels: got 'x', want a mapping of names to strings",
        ),
        (
            "apiVersion: v1\nkind: Pod\nmetadata: {name: a, annotations: {b: on}}\n",
            "annotations.b: got the boolean true, want a string: put it",
        ),
        ("apiVersion: v1\nkind: List\nitems: 5\n", "document 1 (line 1), items: got the number 5, want an object of Kubernetes"),
        ("apiVersion: v1\nkind: List\nitems: [{kind: List, items: [5]}]\n", "document 1 (line 1), items[0], items[0]: got the number 5"),
        ("a: &a [*a]\n", "is no YAML: line 1: &a contains itself"),
    ],
)
def test_what_is_no_object_with_a_name_is_told_with_its_file_and_place(small: ClusterSpec, tmp_path: Path, text: str, said: str):
    (tmp_path / "shop.yaml").write_text(text)
    with pytest.raises(pulumi.RunError) as failure:
        built(small, own(str(tmp_path / "shop.yaml")))
    assert f"addons, shop: {tmp_path}/shop.yaml" in str(failure.value)
    assert said in str(failure.value)


@given(
    value=st.recursive(
        st.none() | st.booleans() | st.integers(-5, 5) | st.sampled_from(["", "v1", "Pod", "List", "PodList", "CustomResourceDefinition"]),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(
                    ["apiVersion", "kind", "metadata", "name", "namespace", "labels", "annotations", "items", "spec", "containers"]
                ),
                inner,
            )
        ),
        max_leaves=12,
    )
)
def test_any_value_is_objects_or_a_report(value: Any):
    """And of objects, whatever else they hold, their images can be asked."""
    with suppress(ManifestError):
        found = parsed(json.dumps(value), "shop.yaml")
        Addon(name="shop", objects=tuple(in_namespace(found.objects, "shop"))).known_images()


def test_a_kustomization_whose_lists_are_none_is_built_as_it_is(small: ClusterSpec, tmp_path: Path):
    (tmp_path / "kustomization.yaml").write_text("resources: 5\ncomponents: text\ncrds:\n")
    graph = built(
        small, own(Kustomization(str(tmp_path))), functions={"kubernetes:kustomize:directory": lambda _: {"result": [deepcopy(CONFIG)]}}
    )
    assert "shop/ConfigMap/shop/settings" in graph.names()


def test_every_odd_object_of_every_addon_is_told_at_once(small: ClusterSpec, tmp_path: Path):
    twice = written(tmp_path / "twice.yaml", CONFIG, SHOP, {"apiVersion": "v1", "kind": "List", "items": [CONFIG]}, {"kind": "Pod"})
    odd = written(tmp_path / "odd.yaml", {"apiVersion": "v1", "kind": "Pod", "metadata": {"generateName": "a-"}})
    with pytest.raises(pulumi.RunError) as failure:
        built(small, own(twice, name="a"), own(odd, name="b"))
    text = str(failure.value)
    assert "twice.yaml, document 3 (line 11), items[0]: ConfigMap shop/settings is there already, in document 1 (line 1)" in text
    assert re.search(r"twice.yaml, document 4 \(line \d+\): apiVersion: got nothing", text)
    assert "odd.yaml, document 1 (line 1): Pod, metadata.generateName" in text


def test_an_object_of_two_addons_is_told_with_both(small: ClusterSpec, tmp_path: Path):
    """In the cluster it would be one, and go with the first of the two that leaves."""
    default = {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "p"}}
    same = {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "p", "namespace": "default"}}
    files = [written(tmp_path / f"{index}.yaml", each) for index, each in enumerate((default, same))]
    with pytest.raises(pulumi.RunError, match="addons, a and b: both have Pod p, want it in one of them"):
        built(small, own(files[0], name="a"), own(files[1], name="b"))
    flannel = written(tmp_path / "flannel.yaml", {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "kube-flannel"}})
    with pytest.raises(pulumi.RunError, match="addons, flannel and shop: both have Namespace kube-flannel"):
        built(small, own(flannel))


def test_two_charts_share_the_namespace_that_an_addon_makes_and_none_that_both_would(small: ClusterSpec, tmp_path: Path):
    (tmp_path / "shop.tgz").write_bytes(CHART)
    namespace = {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "shop", "labels": {"team": "sales"}}}
    charts = [
        own(Chart(source=str(tmp_path / "shop.tgz"), release_name=name, namespace="shop", values={}), name=name) for name in ("a", "b")
    ]
    functions = {
        "kubernetes:helm:template": lambda arguments: {
            "result": [{"apiVersion": "v1", "kind": "Service", "metadata": {"name": json.loads(arguments["jsonOpts"])["release_name"]}}]
        }
    }
    with pytest.raises(pulumi.RunError, match="addons, a and b: both would make the namespace shop, and it would go with the first"):
        built(small, *charts, functions=functions)
    graph = built(small, own(written(tmp_path / "n.yaml", namespace), name="base"), *charts, functions=functions)
    assert {name for name in graph.names() if "Namespace/shop" in name} == {"base/Namespace/shop"}
    assert {"a/Service/shop/a", "b/Service/shop/b"} <= graph.names()


SECRET = {
    "apiVersion": "v1",
    "kind": "Secret",
    "metadata": {"name": "db", "annotations": {"kubectl.kubernetes.io/last-applied-configuration": '{"canary": 1}', "team": "sales"}},
    "data": {"password": "Y2FuYXJ5"},
    "stringData": {"user": "canary"},
}


@pytest.mark.parametrize("place", ["document", "list", "kustomization", "chart"])
def test_what_a_secret_holds_is_secret_wherever_it_comes_from(small: ClusterSpec, tmp_path: Path, place: str):
    (tmp_path / "shop.tgz").write_bytes(CHART)
    (tmp_path / "kustomization.yaml").write_text("resources: []\n")
    sources: dict[str, Any] = {
        "document": lambda: written(tmp_path / "shop.yaml", SECRET),
        "list": lambda: written(tmp_path / "shop.yaml", {"apiVersion": "v1", "kind": "List", "items": [SECRET]}),
        "kustomization": lambda: Kustomization(str(tmp_path)),
        "chart": lambda: Chart(source=str(tmp_path / "shop.tgz"), release_name="shop", namespace="default", values={}),
    }
    functions = dict.fromkeys(("kubernetes:helm:template", "kubernetes:kustomize:directory"), lambda _: {"result": [deepcopy(SECRET)]})
    graph = built(small, own(sources[place]()), functions=functions)
    [secret] = graph.of_type("kubernetes:core/v1:Secret")
    assert secret.inputs["data"] == {"password": Secret("Y2FuYXJ5")}
    assert secret.inputs["stringData"] == {"user": Secret("canary")}
    assert "sales" in clear_text(secret.inputs)
    assert set(secret.request.additionalSecretOutputs) == {"data", "stringData"}
    for resource in graph.all:
        assert "canary" not in clear_text(resource.inputs), resource.name
        assert "Y2FuYXJ5" not in clear_text(resource.inputs), resource.name


def drawing() -> Any:
    """A chart's rendering with a password of its own, that draws another at every call, and its digest beside the pods that read it."""
    drawn = itertools.count()

    def template(_: Any) -> dict[str, Any]:
        number = next(drawn)
        secret = {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "db"}, "stringData": {"tls.crt": f"x{number}", "user": "shop"}}
        annotations = {"checksum/secret": f"sum{number}", "team": "sales"}
        pod = {"metadata": {"annotations": annotations}, "spec": {"containers": [{"name": "web", "image": "nginx:1.29"}]}}
        web = {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "web"}, "spec": {"template": pod}}
        return {"result": [secret, web]}

    return {"kubernetes:helm:template": template}


DRAWN = (
    Keep(kind="Secret", name="db", namespace=None, fields=(("stringData", "tls.crt"),)),
    Keep(kind="Deployment", name="web", namespace="shop", fields=(("spec", "template", "metadata", "annotations", "checksum/secret"),)),
)


@pytest.fixture
def release(tmp_path: Path) -> Chart:
    (tmp_path / "shop.tgz").write_bytes(CHART)
    return Chart(source=str(tmp_path / "shop.tgz"), release_name="shop", namespace="shop", values={})


def test_a_chart_that_draws_its_own_values_is_refused_with_every_field(small: ClusterSpec, release: Chart):
    with pytest.raises(pulumi.RunError) as failure:
        built(small, own(release), functions=drawing())
    text = str(failure.value)
    assert 'Secret shop/db: stringData["tls.crt"]' in text
    assert 'Deployment shop/web: spec.template.metadata.annotations["checksum/secret"]' in text
    assert "name the fields in `keep`" in text
    assert "x0" not in text
    with pytest.raises(pulumi.RunError, match="Deployment shop/web: spec") as failure:
        built(small, own(release, keep=DRAWN[:1]), functions=drawing())
    assert "Secret" not in str(failure.value)


def test_what_is_kept_is_what_it_was_first_and_secret(small: ClusterSpec, release: Chart):
    graph = built(small, own(release, keep=DRAWN), functions=drawing())
    kept = 'shop/Secret/shop/db/stringData["tls.crt"]'
    assert graph[kept].type == "pulumi:index:Stash"
    assert graph[kept].inputs["input"] == Secret("x0")
    assert graph[kept].ignores == {"input"}
    secret, web = graph["shop/Secret/shop/db"], graph["shop/Deployment/shop/web"]
    assert secret.inputs["stringData"] == {"tls.crt": Secret("x0"), "user": Secret("shop")}
    assert kept in secret.waits_for
    annotations = web.inputs["spec"]["template"]["metadata"]["annotations"]
    assert annotations == {"checksum/secret": Secret("sum0"), "team": "sales"}


def test_a_later_run_has_what_the_state_has_kept(small: ClusterSpec, release: Chart):
    spec, kept = with_own(small, own(release, keep=DRAWN)), {'shop/Secret/shop/db/stringData["tls.crt"]': "first"}
    graph = build(lambda: bare_cluster(spec, Secrets()), functions=drawing(), kept=kept)
    assert graph["shop/Secret/shop/db"].inputs["stringData"]["tls.crt"] == Secret("first")


def test_what_is_to_be_kept_is_there(small: ClusterSpec, release: Chart):
    wrong = (replace(DRAWN[0], name="cache"), replace(DRAWN[0], fields=(("data", "password"), ("stringData", 0))))
    with pytest.raises(pulumi.RunError) as failure:
        built(small, own(release, keep=wrong), functions=drawing())
    text = str(failure.value)
    assert "keep[0]: got Secret cache, want an object of" in text
    assert "keep[1].fields: got data.password, want a field of Secret shop/db" in text
    assert "keep[1].fields: got stringData[0], want a field of Secret shop/db" in text


def test_a_chart_whose_objects_are_named_anew_is_refused(small: ClusterSpec, release: Chart):
    names = itertools.count()
    job = {
        "kubernetes:helm:template": lambda _: {
            "result": [{"apiVersion": "batch/v1", "kind": "Job", "metadata": {"name": f"j{next(names)}"}}]
        }
    }
    with pytest.raises(pulumi.RunError, match="Job shop/j0: it has another name every time"):
        built(small, own(release), functions=job)


def test_a_chart_that_came_out_as_before_is_not_rendered_twice(small: ClusterSpec, release: Chart):
    calls: list[Any] = []

    def template(arguments: Any) -> dict[str, Any]:
        calls.append(arguments)
        return {"result": [deepcopy(SHOP)]}

    for expected in (2, 3):
        built(small, own(release), functions={"kubernetes:helm:template": template})
        assert len(calls) == expected


def test_lists_of_a_kind_hold_objects_of_it_and_other_kinds_may_end_in_list(small: ClusterSpec, tmp_path: Path):
    secrets = {"apiVersion": "v1", "kind": "ConfigMapList", "items": [{"metadata": {"name": "a"}}, {"metadata": {"name": "b"}}]}
    allowed = {"apiVersion": "example.com/v1", "kind": "AllowList", "metadata": {"name": "c"}, "spec": {"items": []}}
    graph = built(small, own(written(tmp_path / "shop.yaml", secrets, allowed)))
    assert {"shop/ConfigMap/a", "shop/ConfigMap/b", "shop/AllowList/c"} <= graph.names()


def test_words_of_a_manifest_mean_what_they_mean_to_kubectl(small: ClusterSpec, tmp_path: Path):
    (tmp_path / "shop.yaml").write_text(
        "apiVersion: example.com/v1\nkind: Shop\nmetadata: {name: corner}\n"
        "spec: {operator: =, since: 2024-01-01, mode: 0644, opens: 09:30:00, budget: 1e3, open: yes}\n"
    )
    found = built(small, own(str(tmp_path / "shop.yaml")))["shop/Shop/corner"].inputs["spec"]
    assert found == {"operator": "=", "since": "2024-01-01", "mode": 420, "opens": "09:30:00", "budget": 1000, "open": True}


def test_an_archive_cannot_write_outside_of_its_directory(small: ClusterSpec, tmp_path: Path):
    (tmp_path / "evil.tgz").write_bytes(archived(("../../evil", "x")))
    chart = Chart(source=str(tmp_path / "evil.tgz"), release_name="c", namespace="c", values={})
    with pytest.raises(pulumi.RunError, match="no chart archive"):
        built(small, own(chart))
    assert not list(tmp_path.rglob("evil"))


def test_addons_of_nothing_but_the_user_can_bring_the_pod_network(small: ClusterSpec, tmp_path: Path):
    network = own(written(tmp_path / "net.yaml", CONFIG), needs=(), provides=("cni",))
    graph = build(lambda: bare_cluster(replace(small, addons=Addons(custom=(network,))), Secrets()))
    assert "POD_NETWORK yes" in graph["w-1-node"].inputs["stdin"] or "POD_NETWORK=yes" in graph["w-1-node"].inputs["stdin"]
