"""Images from their registries, or the stack's mirrors, into one OCI layout, by skopeo, which verifies every digest.

Rules: https://github.com/opencontainers/image-spec/blob/main/image-layout.md and skopeo-copy(1).
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from ..core.bundle.references import without_tag
from ..core.spec.model import RegistryMirror
from .program import output

# What containerd calls an image that it imports.
_NAME: Final = "io.containerd.image.name"
_REFERENCE: Final = "org.opencontainers.image.ref.name"


def pull(images: Sequence[str], mirrors: Mapping[str, RegistryMirror], architecture: str, layout: Path) -> dict[str, str]:
    """Fill an OCI layout with images, given by their full names; the digest that its registry has for each.

    Raises:
        Hindrance: skopeo cannot have one of them, in its words.
    """
    digests: dict[str, str] = {}
    for number, image in enumerate(images):
        source, options = source_of(image, mirrors, layout.parent)
        raw = _skopeo("inspect", "--raw", *(option.replace("--src-", "--") for option in options), f"docker://{source}")
        digests[image] = f"sha256:{hashlib.sha256(raw).hexdigest()}"
        pinned = f"docker://{without_tag(source)}@{digests[image]}"
        _skopeo("--override-os", "linux", "--override-arch", architecture, "copy", *options, pinned, f"oci:{layout}:{number}")
    _name(layout, images)
    return digests


def in_archive(layout: Path, images: Sequence[str]) -> dict[str, bytes | Path]:
    """The files of an archive, by name, that bring these of the images to a host: an OCI layout of them, and their names."""
    if not images:
        return {}
    files = {f"images/{name}": content for name, content in only(layout, images).items()}
    return {**files, "images.txt": "".join(f"{name}\n" for name in images).encode()}


def only(layout: Path, images: Sequence[str]) -> dict[str, bytes | Path]:
    """The files of a layout that has these of the images and nothing else, by path."""
    index = json.loads((layout / "index.json").read_text())
    index["manifests"] = [entry for entry in index["manifests"] if entry["annotations"][_NAME] in images]
    blobs: dict[str, bytes | Path] = {}
    for entry in index["manifests"]:
        manifest = json.loads(_blob(layout, entry["digest"]).read_text())
        for part in (entry, manifest["config"], *manifest["layers"]):
            blob = _blob(layout, part["digest"])
            blobs[str(blob.relative_to(layout))] = blob
    return {"index.json": json.dumps(index, sort_keys=True).encode(), "oci-layout": layout / "oci-layout", **blobs}


def _blob(layout: Path, digest: str) -> Path:
    return layout / "blobs" / digest.replace(":", "/")


def _name(layout: Path, images: Sequence[str]) -> None:
    file = layout / "index.json"
    index = json.loads(file.read_text())
    for entry in index["manifests"]:
        name = images[int(entry["annotations"][_REFERENCE])]
        entry["annotations"] = {_NAME: name, _REFERENCE: name.rpartition(":")[2]}
    file.write_text(json.dumps(index))


def source_of(image: str, mirrors: Mapping[str, RegistryMirror], directory: Path) -> tuple[str, list[str]]:
    """Where an image is had from, as containerd would, and what skopeo has to know of that place.

    Who asks is in skopeo's own file of credentials (skopeo-login(1)).
    """
    registry, _, rest = image.partition("/")
    mirror = mirrors.get(registry) or mirrors.get("_default")
    if mirror is None:
        return image, []
    parts = urlsplit(mirror.url)
    path = parts.path.strip("/").removeprefix("v2").strip("/")
    options = [] if parts.scheme == "https" else ["--src-tls-verify=false"]
    if mirror.ca:
        (directory / "ca" / registry).mkdir(parents=True, exist_ok=True)
        (directory / "ca" / registry / "ca.crt").write_text(mirror.ca)
        options.append(f"--src-cert-dir={directory / 'ca' / registry}")
    return "/".join(filter(None, (parts.netloc, path, rest))), options


def _skopeo(*words: str) -> bytes:
    return output("skopeo", "--insecure-policy", *words, advice="install it (it is a package of every distribution)")
