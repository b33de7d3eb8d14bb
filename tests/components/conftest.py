"""A cluster's specs whose addon needs no network: the manifest lies in the cache by its digest."""

import hashlib
from dataclasses import replace
from pathlib import Path

import pytest

from components.core.config.addons.flannel import Flannel
from components.core.config.model import Addons, Artefact, ClusterSpec
from tests.components.manifests import FLANNEL
from tests.core.samples import FULL, SMALL


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The directory of fetched manifests, with flannel's in it."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    directory = tmp_path / "pulumi-kubeadm" / "manifests"
    directory.mkdir(parents=True)
    (directory / digest(FLANNEL)).write_bytes(FLANNEL)
    return directory


@pytest.fixture(autouse=True)
def taken(monkeypatch: pytest.MonkeyPatch) -> set[tuple[str, int]]:
    """Virtual addresses that somebody has; asked instead of the network."""
    found: set[tuple[str, int]] = set()
    monkeypatch.setattr("components.virtual_address.is_taken", lambda address, port: (address, port) in found)
    return found


@pytest.fixture
def small() -> ClusterSpec:
    """One control plane, two workers, flannel."""
    return with_flannel(SMALL)


@pytest.fixture
def full() -> ClusterSpec:
    """Three control planes, two pools of which one has taints, flannel."""
    return with_flannel(FULL)


def with_flannel(spec: ClusterSpec) -> ClusterSpec:
    manifest = Artefact(url="http://127.0.0.1:1/never-asked", sha256=digest(FLANNEL))
    return replace(spec, addons=Addons(known={"flannel": Flannel(version="v0.28.4", backend="vxlan", mtu=None, manifest=manifest)}))


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
