"""Builds, with the smallest family there is."""

import dataclasses
import shutil
from pathlib import Path

import pytest

from lab.programs.addons import ADDON_FAMILIES
from lab.programs.build import MODULES, BuildFailed, build
from lab.programs.families import FAMILIES, Family

ALL = (*FAMILIES, *ADDON_FAMILIES)
OF_THE_LAB = ("lab/kubelet-csr-approver", "lab/pause")
PAUSE = next(family for family in FAMILIES if family.name == "pause")
needs_go = pytest.mark.skipif(not shutil.which("go"), reason="no Go compiler on this machine")


def silent(packages: int) -> None: ...


@needs_go
def test_a_family_builds(tmp_path: Path):
    build(PAUSE, tmp_path, silent)
    assert (tmp_path / "bin" / "pause").stat().st_mode & 0o111


@needs_go
def test_a_failure_ends_in_the_words_of_the_compiler(tmp_path: Path):
    broken = dataclasses.replace(PAUSE, programs={"pause": "lab/nothing"})
    with pytest.raises(BuildFailed, match=r"pause: go build failed:\n.*lab/nothing"):
        build(broken, tmp_path, silent)


def test_without_a_compiler_the_message_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(shutil, "which", lambda name: None)
    with pytest.raises(BuildFailed, match="no Go compiler on PATH; install Go, or let this machine reach the official downloads"):
        build(PAUSE, tmp_path, silent)


@pytest.mark.parametrize("family", ALL, ids=lambda family: family.name)
def test_every_program_is_a_pinned_tool_of_its_module(family: Family):
    pins = (MODULES / family.name / "go.mod").read_text()
    for package in family.programs.values():
        assert package in pins or package in OF_THE_LAB, package
    for module, _ in family.documents.values():
        assert f"\t{module} v" in pins, module


@pytest.mark.parametrize(
    ("family", "requirement"),
    [
        ("kubernetes-1.36", "k8s.io/kubernetes v1.36.3"),
        ("kubernetes-1.35", "k8s.io/kubernetes v1.35.4"),
        ("etcd", "go.etcd.io/etcd/server/v3 v3.6.8"),
        ("coredns", "github.com/coredns/coredns v1.14.2"),
        ("flannel", "github.com/flannel-io/flannel v0.28.4"),
        ("cni", "github.com/containernetworking/plugins v1.9.1"),
        ("crictl", "sigs.k8s.io/cri-tools v1.36.0"),
        ("kube-vip", "github.com/kube-vip/kube-vip v1.0.0"),
        ("pulumi", "github.com/pulumi/pulumi/pkg/v3 v3.259.0"),
        ("metrics-server", "sigs.k8s.io/metrics-server v0.9.0"),
        ("metrics-server-0.8", "sigs.k8s.io/metrics-server v0.8.0"),
        ("local-path", "github.com/rancher/local-path-provisioner v0.0.30"),
        ("metallb", "go.universe.tf/metallb v0.15.3"),
        ("traefik", "github.com/traefik/traefik/v3 v3.6.12"),
        ("traefik", "sigs.k8s.io/gateway-api v1.4.0"),
        ("rook", "github.com/rook/rook v1.17.2"),
    ],
)
def test_built_and_downloaded_versions_are_the_same(family: str, requirement: str):
    assert requirement in (MODULES / family / "go.mod").read_text()
    version = requirement.rpartition("v")[2]
    sources = next(repr(each.sources) for each in ALL if each.name == family)
    assert version in sources
