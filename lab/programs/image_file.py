"""Takes one program out of an official container image, by the registry's own content digests."""

from __future__ import annotations

import hashlib
import io
import json
import tarfile
import urllib.request
from pathlib import Path
from typing import Any

from lab.programs.sources import ARCHITECTURE, ImageFile

_TIMEOUT = 60.0
_MANIFESTS = (
    "application/vnd.oci.image.index.v1+json",
    "application/vnd.oci.image.manifest.v1+json",
    "application/vnd.docker.distribution.manifest.list.v2+json",
    "application/vnd.docker.distribution.manifest.v2+json",
)


class NotInImage(OSError):
    """The registry's answer is not what its digest says, or the image lacks the file."""


def fetch_image_file(source: ImageFile, registry: str, programs: Path) -> None:
    """Write `source` into `programs`; `registry` is a base URL. Raises OSError.

    Registry API: https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pull
    """
    base = f"{registry}/v2/{source.repository}"
    manifest: Any = json.loads(_get(f"{base}/manifests/{source.tag}"))
    for entry in manifest.get("manifests", ()):
        if entry["platform"]["os"] == "linux" and entry["platform"]["architecture"] == ARCHITECTURE:
            manifest = json.loads(_get(f"{base}/manifests/{entry['digest']}", entry["digest"]))
            break
    for layer in reversed(manifest.get("layers", ())):
        content = _get(f"{base}/blobs/{layer['digest']}", layer["digest"])
        with tarfile.open(fileobj=io.BytesIO(content)) as archive:
            for member in archive:
                if member.isfile() and member.name.removeprefix("./").lstrip("/") == source.member:
                    file = archive.extractfile(member)
                    assert file is not None
                    (programs / Path(source.member).name).write_bytes(file.read())
                    return
    raise NotInImage(f"{source.repository}:{source.tag} has no /{source.member} for linux/{ARCHITECTURE}")


def _get(url: str, digest: str = "") -> bytes:
    request = urllib.request.Request(url, headers={"Accept": ", ".join(_MANIFESTS)})
    with urllib.request.urlopen(request, timeout=_TIMEOUT) as response:
        content: bytes = response.read()
    found = f"sha256:{hashlib.sha256(content).hexdigest()}"
    if digest and found != digest:
        raise NotInImage(f"digest is {found}, asked for {digest}")
    return content
