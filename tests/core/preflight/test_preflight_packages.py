"""Packages that a host has already, and what `up` would do to them, in words."""

from dataclasses import replace

import pytest

from components.core.config.model import Package
from components.core.preflight.facts import Installed
from components.core.render import paths
from tests.core.preflight.fleets import found, spoilt, words
from tests.core.preflight.test_preflight_judge import BALANCED
from tests.core.samples import SMALL


@pytest.mark.parametrize(
    ("wanted", "here", "expected"),
    [
        pytest.param(
            "containerd",
            ("containerd.io 1.7.20-1", "docker-ce 27.0"),
            "containerd would remove containerd.io 1.7.20-1 and docker-ce 27.0, so `up` will refuse: "
            "write containerd.package: containerd.io, or take off this host what needs containerd.io",
            id="Docker's",
        ),
        pytest.param(
            "containerd.io",
            ("containerd 1.6.20", "runc 1.1", "docker.io 20.10"),
            "would remove containerd 1.6.20 and runc 1.1 and docker.io 20.10, so `up` will refuse: write containerd.package: containerd",
            id="the distribution's",
        ),
        pytest.param(
            "containerd.io",
            ("runc 1.1", "podman 5.2"),
            "containerd.io would remove runc 1.1 and podman 5.2, so `up` will refuse: take off this host what needs runc",
            id="Podman with runc",
        ),
        pytest.param("containerd.io", ("containerd.io 1.7.20-1", "docker-ce 27.0"), "", id="the one that is wanted"),
        pytest.param("containerd.io", ("crun 1.14", "podman 5.2"), "", id="Podman with crun"),
    ],
)
def test_what_up_would_have_to_remove_is_said_with_the_choice(wanted: str, here: tuple[str, ...], expected: str):
    spec = replace(SMALL, containerd=replace(SMALL.containerd, packages={"debian-12": Package(name=wanted, version=None)}))
    facts = {"packages": tuple(Installed(*words.split()) for words in here)}
    assert expected in words(spec, spoilt(spec, "w-1", **facts))
    assert bool(expected) == (("w-1", "error", "package-conflict") in found(spec, spoilt(spec, "w-1", **facts)))
    assert found(spec, spoilt(spec, "w-1", owner="small", **facts)) == [], "what is ours may make room"


@pytest.mark.parametrize(("here", "is_newer"), [("2.1.9-1", True), ("1.6.20~ds1-1", False), ("1.7.24-2", False), ("5:2.0.1-1", True)])
def test_a_container_runtime_is_not_taken_back(here: str, is_newer: bool):
    spec = replace(SMALL, containerd=replace(SMALL.containerd, packages={"debian-12": Package(name="containerd", version="1.7.*")}))
    told = found(spec, spoilt(spec, "w-1", packages=(Installed("containerd", here),)))
    assert told == ([("w-1", "error", "containerd-version")] if is_newer else [])


def test_what_the_stack_brings_itself_is_no_finding():
    drop_ins = replace(SMALL.preparation, kubelet_drop_ins={"20-limits.conf": "[Service]\n"})
    facts = {
        "kubelet_units": tuple(f"{paths.KUBELET_DROP_INS}/{name}" for name in ("20-limits.conf", "pulumi-kubeadm-proxy.conf")),
        "packages": (Installed("kubelet", "1.36.3-1.1", is_held=True), Installed("containerd", "1.6.20")),
    }
    spec = replace(SMALL, preparation=drop_ins)
    assert found(spec, spoilt(spec, "w-1", **facts)) == []
    balanced = spoilt(BALANCED, "lb-1", kubelet_units=("/etc/x.conf",), packages=(Installed("containerd.io", "1"),))
    assert found(BALANCED, balanced) == [], "no kubelet is to run there"
