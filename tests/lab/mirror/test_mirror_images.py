"""Images: their documents, the catalogue against what kubeadm and flannel ask for, and the upload."""

import json
import shutil
from collections.abc import Iterable
from pathlib import Path

import pytest

from lab import programs
from lab.mirror.images import image as documents
from lab.mirror.images.catalogue import Catalogue, catalogue
from lab.mirror.images.image import Image
from lab.mirror.images.layer import write
from lab.mirror.images.upload import UploadRefused, upload
from lab.programs.families import FAMILIES, NEEDED, Family
from lab.settings import Settings
from tests.lab.mirror.registry_stub import running_registry

# `kubeadm config images list` of each version, and the images of flannel's and kube-vip's manifests.
WANTED = {
    *(f"kube-{name}:{version}" for version in ("v1.36.3", "v1.35.4") for name in ("apiserver", "controller-manager", "scheduler", "proxy")),
    "coredns/coredns:v1.14.2",
    "pause:3.10.2",
    "etcd:3.6.8-0",
    "coredns/coredns:v1.13.1",
    "pause:3.10.1",
    "etcd:3.6.6-0",
    "flannel-io/flannel:v0.28.4",
    "flannel-io/flannel-cni-plugin:v1.9.1-flannel1",
    "kube-vip/kube-vip:v1.0.0",
    "e2e-test-images/agnhost:2.63.0",
}


def made(settings: Settings, families: Iterable[Family]) -> None:
    """The folders of these families in the cache."""
    for family in families:
        programs.directory(settings, family.name).mkdir(parents=True)


@pytest.fixture
def found(settings: Settings, distribution: Path) -> Catalogue:
    made(settings, FAMILIES)
    return catalogue(settings, distribution)


@pytest.fixture
def two_images(tmp_path: Path) -> Catalogue:
    program = tmp_path / "program"
    program.write_text("program")
    layers = {"base": {"/base": program}, "top": {"/top": program}}
    images = (Image(("pause:3.10.2", "pause:3.10.1"), ("base",), ("/base",)), Image(("coredns/coredns:v1",), ("base", "top"), ("/top",)))
    return Catalogue(images, layers)


def named(found: Catalogue, name: str) -> Image:
    return next(image for image in found.images if name in image.names)


def test_every_image_that_manifests_name_is_there(found: Catalogue):
    assert {name for image in found.images for name in image.names} == WANTED


def test_a_lab_for_the_demo_has_what_one_minor_asks_for(settings: Settings, distribution: Path):
    made(settings, NEEDED)

    few = catalogue(settings, distribution)

    assert {name for image in few.images for name in image.names} == {
        name for name in WANTED if "v1.35" not in name and "kube-vip" not in name
    }
    assert {layer for image in few.images for layer in image.layers} == set(few.layers)


def test_every_layer_is_used_and_every_used_layer_is_there(found: Catalogue):
    assert {layer for image in found.images for layer in image.layers} == set(found.layers)


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("kube-apiserver:v1.36.3", "/usr/local/bin/kube-apiserver"),
        ("kube-proxy:v1.36.3", "/usr/local/bin/kube-proxy"),
        ("etcd:3.6.8-0", "/usr/local/bin/etcd"),
        ("etcd:3.6.8-0", "/usr/local/bin/etcdctl"),
        ("coredns/coredns:v1.14.2", "/coredns"),
        ("flannel-io/flannel:v0.28.4", "/opt/bin/flanneld"),
        ("flannel-io/flannel:v0.28.4", "/usr/bin/cp"),
        ("flannel-io/flannel-cni-plugin:v1.9.1-flannel1", "/flannel"),
        ("flannel-io/flannel-cni-plugin:v1.9.1-flannel1", "/usr/bin/cp"),
        ("kube-vip/kube-vip:v1.0.0", "/kube-vip"),
        ("e2e-test-images/agnhost:2.63.0", "/usr/bin/sh"),
    ],
)
def test_manifests_find_their_commands(found: Catalogue, name: str, path: str):
    assert any(path in found.layers[layer] for layer in named(found, name).layers)


def test_packet_filters_are_one_shared_layer(found: Catalogue):
    users = [image.names[0].partition(":")[0] for image in found.images if "iptables" in image.layers]
    assert users == ["kube-proxy", "kube-proxy", "flannel-io/flannel"]


def test_pause_is_not_root(found: Catalogue):
    assert named(found, "pause:3.10.2").user == "65535:65535"


def test_the_manifest_names_its_parts_by_digest(two_images: Catalogue, tmp_path: Path):
    layers = [write(two_images.layers[name], tmp_path / f"{name}.blob") for name in ("base", "top")]
    configuration = documents.config(two_images.images[1], layers)
    manifest = json.loads(documents.manifest(configuration, layers))
    assert manifest["config"]["digest"] == documents.digest(configuration)
    assert [(each["digest"], each["size"]) for each in manifest["layers"]] == [(layer.digest, layer.size) for layer in layers]
    assert json.loads(configuration)["rootfs"]["diff_ids"] == [layer.diff_id for layer in layers]


@pytest.mark.skipif(not shutil.which("zstd"), reason="no zstd on this machine")
def test_upload_puts_every_name_and_tells_each_image(two_images: Catalogue):
    told: list[str] = []
    with running_registry() as registry:
        upload(two_images, registry.address, told.append)
    assert told == ["pause:3.10.2", "coredns/coredns:v1"]
    assert set(registry.manifests) == {"pause/3.10.2", "pause/3.10.1", "coredns/coredns/v1"}
    for manifest in registry.manifests.values():
        document = json.loads(manifest)
        assert {part["digest"] for part in (document["config"], *document["layers"])} <= set(registry.blobs)


@pytest.mark.skipif(not shutil.which("zstd"), reason="no zstd on this machine")
def test_a_refusal_says_what_was_refused_and_why(two_images: Catalogue):
    with (
        running_registry(refuse="/manifests/") as registry,
        pytest.raises(UploadRefused, match=r"PUT /v2/pause/manifests/3.10.2: 405 .*no"),
    ):
        upload(two_images, registry.address, lambda name: None)
