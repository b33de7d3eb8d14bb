"""Puts images into a registry over its HTTP API.

API: https://github.com/opencontainers/distribution-spec/blob/main/spec.md#push
"""

from __future__ import annotations

import http.client
import io
import tempfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import IO

from lab.errors import LabError
from lab.mirror.images.catalogue import Catalogue
from lab.mirror.images.image import MANIFEST_TYPE, Image, config, digest, manifest
from lab.mirror.images.layer import Layer, write

_TIMEOUT = 60.0
_WORKERS = 2


class UploadRefused(LabError):
    """Raised if the registry does not accept an upload."""


def upload(catalogue: Catalogue, registry: str, done: Callable[[str], None]) -> None:
    """Makes each image of `catalogue`, uploads it to `registry` (address:port) and calls `done` with its name. Raises UploadRefused."""
    with tempfile.TemporaryDirectory() as temporary, ThreadPoolExecutor(_WORKERS) as pool:
        blobs = {name: Path(temporary, name) for name in catalogue.layers}
        made = pool.map(lambda name: (name, write(catalogue.layers[name], blobs[name])), catalogue.layers)
        layers = dict(made)
        for image in catalogue.images:
            _upload_image(image, [layers[name] for name in image.layers], registry)
            done(image.names[0])


def _upload_image(image: Image, layers: list[Layer], registry: str) -> None:
    configuration = config(image, layers)
    for name in image.names:
        repository, _, tag = name.rpartition(":")
        for layer in layers:
            with layer.blob.open("rb") as content:
                _upload_blob(registry, repository, layer.digest, content, layer.size)
        _upload_blob(registry, repository, digest(configuration), io.BytesIO(configuration), len(configuration))
        body = manifest(configuration, layers)
        headers = {"Content-Type": MANIFEST_TYPE, "Content-Length": str(len(body))}
        _request(registry, "PUT", f"/v2/{repository}/manifests/{tag}", io.BytesIO(body), headers)


def _upload_blob(registry: str, repository: str, name: str, content: IO[bytes], size: int) -> None:
    location = _request(registry, "POST", f"/v2/{repository}/blobs/uploads/").getheader("Location", "")
    path = location.removeprefix(f"http://{registry}")
    separator = "&" if "?" in path else "?"
    headers = {"Content-Type": "application/octet-stream", "Content-Length": str(size)}
    _request(registry, "PUT", f"{path}{separator}digest={name}", content, headers)


def _request(
    registry: str, method: str, path: str, body: IO[bytes] | None = None, headers: dict[str, str] | None = None
) -> http.client.HTTPResponse:
    connection = http.client.HTTPConnection(registry, timeout=_TIMEOUT)
    try:
        connection.request(method, path, body, headers or {})
        response = connection.getresponse()
        answer = response.read(1000).decode(errors="replace")
    finally:
        connection.close()
    if response.status not in (201, 202):
        raise UploadRefused(f"{method} {path}: {response.status} {response.reason}: {answer}")
    return response
