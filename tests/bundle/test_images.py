"""Images: had from where containerd would have them, and only those of a role in its archive."""

import json
from pathlib import Path

import pytest

from components.bundle import images
from components.core.config.model import RegistryMirror

A, B = "a" * 64, "b" * 64


@pytest.mark.parametrize(
    ("mirrors", "source", "options"),
    [
        ({}, "ghcr.io/a/b:1", []),
        ({"ghcr.io": RegistryMirror(url="http://10.0.0.1:5000")}, "10.0.0.1:5000/a/b:1", ["--src-tls-verify=false"]),
        ({"_default": RegistryMirror(url="https://m.example.com/v2/ghcr", override_path=True)}, "m.example.com/ghcr/a/b:1", []),
        ({"quay.io": RegistryMirror(url="http://10.0.0.1:5000")}, "ghcr.io/a/b:1", []),
    ],
)
def test_a_mirror_is_asked_as_on_hosts(mirrors: dict[str, RegistryMirror], source: str, options: list[str], tmp_path: Path) -> None:
    several = {registry: (mirror,) for registry, mirror in mirrors.items()}
    assert images.sources_of("ghcr.io/a/b:1", several, tmp_path) == [(source, options)]


def test_mirrors_are_asked_in_their_order_each_with_its_own_ca(tmp_path: Path) -> None:
    mirrors = {"ghcr.io": (RegistryMirror(url="https://m1.example.com", ca="one"), RegistryMirror(url="https://m2.example.com", ca="two"))}
    places = images.sources_of("ghcr.io/a/b:1", mirrors, tmp_path)
    assert [source for source, _ in places] == ["m1.example.com/a/b:1", "m2.example.com/a/b:1"]
    directories = [Path(option.partition("=")[2]) for _, options in places for option in options]
    assert [(directory / "ca.crt").read_text() for directory in directories] == ["one", "two"]


def test_a_role_is_given_its_images_and_what_they_share_once(tmp_path: Path) -> None:
    blobs = tmp_path / "blobs" / "sha256"
    blobs.mkdir(parents=True)
    for digest in ("config", "layer", "other"):
        (blobs / digest).write_text(digest)
    for name, layer in ((A, "layer"), (B, "other")):
        (blobs / name).write_text(json.dumps({"config": {"digest": "sha256:config"}, "layers": [{"digest": f"sha256:{layer}"}]}))
    entries = [{"digest": f"sha256:{name}", "annotations": {"io.containerd.image.name": name[0]}} for name in (A, B)]
    (tmp_path / "index.json").write_text(json.dumps({"manifests": entries}))
    (tmp_path / "oci-layout").write_text("{}")

    files = images.sub_layout(tmp_path, ["a"])

    assert set(files) == {"index.json", "oci-layout", f"blobs/sha256/{A}", "blobs/sha256/config", "blobs/sha256/layer"}
    assert [entry["digest"] for entry in json.loads(files["index.json"])["manifests"]] == [f"sha256:{A}"]
