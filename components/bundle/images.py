"""Images from their registries, or the stack's mirrors, into one OCI layout, by skopeo, which verifies every digest.

Rules: https://github.com/opencontainers/image-spec/blob/main/image-layout.md and skopeo-copy(1).
"""

import hashlib
import json
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from ..core.bundle.references import without_tag
from ..core.spec.model import RegistryMirror
from .problems import Hindrance

SECONDS: Final = 1800
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


def only(layout: Path, images: Sequence[str]) -> dict[str, bytes]:
    """The files of a layout that has these of the images and nothing else, by path."""
    index = json.loads((layout / "index.json").read_text())
    index["manifests"] = [entry for entry in index["manifests"] if entry["annotations"][_NAME] in images]
    files = {"index.json": json.dumps(index, sort_keys=True).encode(), "oci-layout": (layout / "oci-layout").read_bytes()}
    for entry in index["manifests"]:
        manifest = _blob(layout, entry["digest"], files)
        for part in (json.loads(manifest)["config"], *json.loads(manifest)["layers"]):
            _blob(layout, part["digest"], files)
    return files


def _blob(layout: Path, digest: str, files: dict[str, bytes]) -> bytes:
    path = f"blobs/{digest.replace(':', '/')}"
    if path not in files:
        files[path] = (layout / path).read_bytes()
    return files[path]


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
    try:
        done = subprocess.run(["skopeo", "--insecure-policy", *words], capture_output=True, timeout=SECONDS, check=False)
    except FileNotFoundError as error:
        raise Hindrance("there is no `skopeo` on this machine: install it (it is a package of every distribution)") from error
    if done.returncode != 0:
        raise Hindrance(f"skopeo {words[-1]}: {done.stderr.decode(errors='replace').strip()}")
    return done.stdout
