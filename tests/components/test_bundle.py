"""A stack with an offline bundle: each host has its archive before it is prepared, and addons come from it too."""

from dataclasses import replace
from pathlib import Path

import pulumi
import pytest

from components import Addon, Secrets
from components.core.config.model import Bundle, ClusterSpec, Haproxy
from tests.components.conftest import digest
from tests.components.graph import CLUSTER_ID, Graph, bare_cluster, build
from tests.components.manifests import FLANNEL
from tests.core.samples import BUNDLED, EXTERNAL, host

OF_FLANNEL = ("ghcr.io/flannel-io/flannel-cni-plugin:v1", "ghcr.io/flannel-io/flannel:v1")


@pytest.fixture
def bundled(small: ClusterSpec, cache: Path, tmp_path: Path) -> ClusterSpec:
    """The cluster, its flannel in the bundle and nowhere else."""
    (cache / digest(FLANNEL)).rename(tmp_path / digest(FLANNEL))
    bundle = BUNDLED.sources.bundle
    assert bundle is not None
    lock = replace(bundle.lock, images=dict.fromkeys(OF_FLANNEL, f"sha256:{'a' * 64}"))
    return replace(small, sources=replace(small.sources, bundle=Bundle(lock=lock, directory=str(tmp_path))))


def test_each_role_is_given_its_archive_before_it_is_prepared(bundled: ClusterSpec, tmp_path: Path):
    graph: Graph = build(lambda: bare_cluster(bundled, Secrets()))

    for node, role, verified in (("cp-1", "control-plane", "c"), ("w-1", "worker", "d")):
        archive = graph[f"{node}-archive"]
        assert archive.inputs["source"]["path"] == f"{tmp_path}/{role}.tar"
        assert archive.inputs["remotePath"] == f".pulumi-kubeadm/{CLUSTER_ID}/archive.tar"
        assert archive.waits_for == {f"{node}-scripts", f"{node}-cleanup"}
        assert f"{node}-archive" in graph[f"{node}-install"].waits_for
        assert f"ARCHIVE={verified * 64}\n" in graph[f"{node}-install"].inputs["stdin"]
        assert f"ARCHIVE={verified * 64}\n" in graph[f"{node}-converge"].inputs["stdin"]


def test_members_of_etcd_and_load_balancers_have_theirs_before_they_are_anything(bundled: ClusterSpec, tmp_path: Path):
    balancer = Haproxy(hosts=(host("lb-1", "10.0.0.41"),), vip=None, interface=None, router_id=1)
    assert bundled.sources.bundle is not None
    lock = replace(bundled.sources.bundle.lock, archives=dict.fromkeys(("control-plane", "worker", "etcd", "load-balancer"), "e" * 64))
    sources = replace(bundled.sources, bundle=replace(bundled.sources.bundle, lock=lock))
    spec = replace(bundled, etcd=EXTERNAL.etcd, load_balancer=balancer, endpoint=EXTERNAL.endpoint, sources=sources)

    graph: Graph = build(lambda: bare_cluster(spec, Secrets()))

    for name, role, step in (("etcd-1", "etcd", "member"), ("lb-1", "load-balancer", "balancer")):
        assert graph[f"{name}-archive"].inputs["source"]["path"] == f"{tmp_path}/{role}.tar"
        assert graph[f"{name}-archive"].waits_for == {f"{name}-scripts", f"{name}-cleanup"}
        assert f"{name}-archive" in graph[f"{name}-{step}"].waits_for
        assert f"ARCHIVE={'e' * 64}\n" in graph[f"{name}-{step}-converge"].inputs["stdin"]


def test_without_a_bundle_no_host_has_an_archive(small: ClusterSpec):
    assert build(lambda: bare_cluster(small, Secrets())).names("archive") == set()


def test_a_bundle_without_an_addons_file_asks_for_it_where_it_is_published(bundled: ClusterSpec, tmp_path: Path):
    (tmp_path / digest(FLANNEL)).unlink()

    with pytest.raises(pulumi.RunError, match="never-asked"):
        build(lambda: bare_cluster(bundled, Secrets()))


def test_an_image_of_an_addon_that_no_node_could_have_is_told_in_preview(bundled: ClusterSpec):
    pods = {"containers": [{"name": "c", "image": "nginx:1.29"}]}
    mine = Addon(name="mine", objects=({"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "a", "namespace": "b"}, "spec": pods},))

    with pytest.raises(pulumi.RunError, match=r"a bundle with docker\.io/library/nginx:1\.29: run `make bundle` again"):
        build(lambda: bare_cluster(bundled, Secrets(), addons=[mine]))
