"""Images from their registries, or from mirrors of the stack, in one OCI layout, copied by skopeo, which verifies each digest.

Rules: https://github.com/opencontainers/image-spec/blob/main/image-layout.md and skopeo-copy(1).
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from ..core.bundle.references import without_tag
from ..core.config.model import RegistryMirror
from .problems import BundleError
from .program import output

# The annotation from which containerd takes the name of an imported image.
_NAME: Final = "io.containerd.image.name"
_REFERENCE: Final = "org.opencontainers.image.ref.name"


def pull(images: Sequence[str], mirrors: Mapping[str, Sequence[RegistryMirror]], architecture: str, layout: Path) -> dict[str, str]:
    """Copies images, given by their full names, into an OCI layout. Returns the digest of each in its registry.

    Raises:
        BundleError: skopeo cannot copy one of them; with its output.
    """
    digests: dict[str, str] = {}
    for number, image in enumerate(images):
        source, options, raw = _found(sources_of(image, mirrors, layout.parent))
        digests[image] = f"sha256:{hashlib.sha256(raw).hexdigest()}"
        pinned = f"docker://{without_tag(source)}@{digests[image]}"
        _skopeo("--override-os", "linux", "--override-arch", architecture, "copy", *options, pinned, f"oci:{layout}:{number}")
    _name(layout, images)
    return digests


def in_archive(layout: Path, images: Sequence[str]) -> dict[str, bytes | Path]:
    """Returns the files of an archive for these images, by name: an OCI layout of them, and the list of their names."""
    if not images:
        return {}
    files = {f"images/{name}": content for name, content in sub_layout(layout, images).items()}
    return {**files, "images.txt": "".join(f"{name}\n" for name in images).encode()}


def sub_layout(layout: Path, images: Sequence[str]) -> dict[str, bytes | Path]:
    """Returns the files of a layout with these images only, by path."""
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


def sources_of(image: str, mirrors: Mapping[str, Sequence[RegistryMirror]], directory: Path) -> list[tuple[str, list[str]]]:
    """Returns the sources of an image in the order in which containerd would try them, each with the options of skopeo for it.

    Logins are in skopeo's own file of credentials (skopeo-login(1)).
    """
    registry, _, rest = image.partition("/")
    several = mirrors.get(registry) or mirrors.get("_default") or ()
    places = [_source(mirror, rest, directory / "ca" / registry / str(number)) for number, mirror in enumerate(several)]
    return places or [(image, [])]


def _source(mirror: RegistryMirror, rest: str, directory: Path) -> tuple[str, list[str]]:
    parts = urlsplit(mirror.url)
    path = parts.path.strip("/").removeprefix("v2").strip("/")
    options = [] if parts.scheme == "https" else ["--src-tls-verify=false"]
    if mirror.ca:
        directory.mkdir(parents=True, exist_ok=True)
        (directory / "ca.crt").write_text(mirror.ca)
        options.append(f"--src-cert-dir={directory}")
    return "/".join(filter(None, (parts.netloc, path, rest))), options


def _found(places: Sequence[tuple[str, list[str]]]) -> tuple[str, list[str], bytes]:
    """Returns the first source that has the image, with its options, and the manifest from there.

    Raises:
        BundleError: no source has it; with the error of the last.
    """
    *others, last = places
    for source, options in others:
        with suppress(BundleError):
            return source, options, _manifest(source, options)
    return *last, _manifest(*last)


def _manifest(source: str, options: Sequence[str]) -> bytes:
    return _skopeo("inspect", "--raw", *(option.replace("--src-", "--") for option in options), f"docker://{source}")


def _skopeo(*words: str) -> bytes:
    return output("skopeo", "--insecure-policy", *words, advice="install it (it is a package of every distribution)")
