"""Images: had from where containerd would have them, and only those of a role in its archive."""

import json
from pathlib import Path

import pytest

from components.bundle import images
from components.core.spec.model import RegistryMirror

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
    assert images.source_of("ghcr.io/a/b:1", mirrors, tmp_path) == (source, options)


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

    files = images.only(tmp_path, ["a"])

    assert set(files) == {"index.json", "oci-layout", f"blobs/sha256/{A}", "blobs/sha256/config", "blobs/sha256/layer"}
    assert [entry["digest"] for entry in json.loads(files["index.json"])["manifests"]] == [f"sha256:{A}"]
