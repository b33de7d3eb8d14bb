"""Downloads a family of programs from the official sites, each file verified by its published SHA-256."""

from __future__ import annotations

import fnmatch
import hashlib
import json
import re
import tarfile
import tempfile
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import IO

from lab.errors import LabError
from lab.programs.families import Family
from lab.programs.image_file import fetch_image_file
from lab.programs.sources import Asset, Sites

_TIMEOUT = 60.0
_CHUNK = 1 << 20
_DIGEST = re.compile(r"[0-9a-f]{64}")


class DownloadFailed(LabError):
    """Raised if a program cannot be downloaded from its official site, or does not have the digest that the site publishes."""


def download(family: Family, sites: Sites, directory: Path, note: Callable[[str], None]) -> None:
    """Downloads all files of `family` into `directory`/bin and share; raises DownloadFailed."""
    programs = directory / "bin"
    programs.mkdir()
    for source in family.sources:
        if isinstance(source, Asset):
            note(PurePosixPath(source.path).name)
            _fetch_asset(source, sites, programs)
        else:
            note(f"{source.repository}:{source.tag}")
            registry = getattr(sites, source.site)
            with _naming(f"{registry}/{source.repository}"):
                fetch_image_file(source, registry, programs)
    for document in family.documents:
        (directory / "share").mkdir(exist_ok=True)
        (programs / document).rename(directory / "share" / document)
    for program in programs.iterdir():
        program.chmod(0o755)


def published_digest(text: str, name: str) -> str | None:
    """Returns the SHA-256 of `name` from a checksum file: a bare digest, lines of sha256sum(1), or a GitHub release as JSON."""
    if text.lstrip().startswith("{"):
        assets = json.loads(text).get("assets", ())
        return next((asset["digest"].removeprefix("sha256:") for asset in assets if asset["name"] == name and asset.get("digest")), None)
    for line in text.splitlines():
        digest, _, file = line.strip().partition(" ")
        if _DIGEST.fullmatch(digest) and (not file or PurePosixPath(file.strip(" *")).name == name):
            return digest
    return None


def _fetch_asset(asset: Asset, sites: Sites, programs: Path) -> None:
    url = getattr(sites, asset.site) + asset.path
    digest = asset.sha256 or _ask_digest(asset, sites)
    with tempfile.TemporaryFile(dir=programs.parent) as file:
        with _naming(url):
            found = _copy(url, file)
        if found != digest:
            raise DownloadFailed(f"{url}: SHA-256 is {found}, must be {digest}; nothing of it was kept")
        file.seek(0)
        _unpack(file, asset, programs)


def _ask_digest(asset: Asset, sites: Sites) -> str:
    name = PurePosixPath(asset.path).name
    url = getattr(sites, asset.checksum_site or asset.site) + asset.checksums
    with _naming(url), urllib.request.urlopen(url, timeout=_TIMEOUT) as response:
        digest = published_digest(response.read().decode(errors="replace"), name)
    if digest is None:
        raise DownloadFailed(f"{url}: no SHA-256 of {name} in it")
    return digest


def _copy(url: str, file: IO[bytes]) -> str:
    digest = hashlib.sha256()
    with urllib.request.urlopen(url, timeout=_TIMEOUT) as response:
        while chunk := response.read(_CHUNK):
            digest.update(chunk)
            file.write(chunk)
    return digest.hexdigest()


def _unpack(file: IO[bytes], asset: Asset, programs: Path) -> None:
    if not asset.members:
        (programs / (asset.name or PurePosixPath(asset.path).name)).write_bytes(file.read())
        return
    missing = set(asset.members)
    with tarfile.open(fileobj=file) as archive:
        for member in archive:
            pattern = next((each for each in asset.members if fnmatch.fnmatch(member.name.removeprefix("./"), each)), None)
            if pattern is None or not member.isfile():
                continue
            missing.discard(pattern)
            content = archive.extractfile(member)
            assert content is not None
            (programs / (asset.members[pattern] or PurePosixPath(member.name).name)).write_bytes(content.read())
    if missing:
        raise DownloadFailed(f"{asset.path}: no member {', '.join(sorted(missing))} in the archive")


@contextmanager
def _naming(url: str) -> Iterator[None]:
    """Adds the address to errors of urllib, which do not contain it."""
    try:
        yield
    except OSError as error:
        raise DownloadFailed(f"{url}: {error}; set LAB_PROGRAMS=build to build the programs instead") from error
