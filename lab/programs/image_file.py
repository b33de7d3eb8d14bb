"""Extracts one program from an official container image, verified by the content digests of the registry."""

from __future__ import annotations

import hashlib
import io
import json
import re
import tarfile
import urllib.request
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode

from lab.programs.sources import ARCHITECTURE, ImageFile

_TIMEOUT = 60.0
_MANIFESTS = (
    "application/vnd.oci.image.index.v1+json",
    "application/vnd.oci.image.manifest.v1+json",
    "application/vnd.docker.distribution.manifest.list.v2+json",
    "application/vnd.docker.distribution.manifest.v2+json",
)


class NotInImage(OSError):
    """Raised if an answer of the registry does not match its digest, or the image lacks the file."""


def fetch_image_file(source: ImageFile, registry: str, programs: Path) -> None:
    """Writes `source` into `programs`; `registry` is a base URL. Raises OSError.

    Registry API: https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pull
    """
    repository = _Repository(f"{registry}/v2/{source.repository}")
    for layer in reversed(repository.manifest(source.tag).get("layers", ())):
        content = repository.get(f"blobs/{layer['digest']}", layer["digest"])
        with tarfile.open(fileobj=io.BytesIO(content)) as archive:
            for member in archive:
                if member.isfile() and member.name.removeprefix("./").lstrip("/") == source.member:
                    file = archive.extractfile(member)
                    assert file is not None
                    (programs / Path(source.member).name).write_bytes(file.read())
                    return
    raise NotInImage(f"{source.repository}:{source.tag} has no /{source.member} for linux/{ARCHITECTURE}")


class _Repository:
    """A repository of a registry, with the token that some registries require even for reading."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._token = ""

    def manifest(self, tag: str) -> Any:
        """Returns the manifest of `tag` for this machine."""
        manifest = json.loads(self.get(f"manifests/{tag}"))
        for entry in manifest.get("manifests", ()):
            if entry["platform"]["os"] == "linux" and entry["platform"]["architecture"] == ARCHITECTURE:
                return json.loads(self.get(f"manifests/{entry['digest']}", entry["digest"]))
        return manifest

    def get(self, path: str, digest: str = "") -> bytes:
        """Returns the content at `path`; raises NotInImage if it has another digest."""
        try:
            content = self._ask(path)
        except HTTPError as refused:
            if refused.code != HTTPStatus.UNAUTHORIZED or self._token:
                raise
            self._token = _token(refused.headers.get("WWW-Authenticate", ""))
            content = self._ask(path)
        found = f"sha256:{hashlib.sha256(content).hexdigest()}"
        if digest and found != digest:
            raise NotInImage(f"digest is {found}, asked for {digest}")
        return content

    def _ask(self, path: str) -> bytes:
        request = urllib.request.Request(f"{self._url}/{path}", headers={"Accept": ", ".join(_MANIFESTS)})
        if self._token:
            # blobs are redirected to third-party storage, which must not get the token
            request.add_unredirected_header("Authorization", f"Bearer {self._token}")
        with urllib.request.urlopen(request, timeout=_TIMEOUT) as response:
            content: bytes = response.read()
        return content


def _token(challenge: str) -> str:
    """Requests the token that the refusal of a registry names (https://distribution.github.io/distribution/spec/auth/token/)."""
    named = dict(re.findall(r'(\w+)="([^"]*)"', challenge))
    if not challenge.startswith("Bearer ") or "realm" not in named:
        raise NotInImage(f"the registry wants another log-in than a token: {challenge!r}")
    realm = named.pop("realm")
    with urllib.request.urlopen(f"{realm}?{urlencode(named)}", timeout=_TIMEOUT) as response:
        return str(json.load(response)["token"])
