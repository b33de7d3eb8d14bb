"""Layers of container images: reproducible tars, packed with zstd, which costs hosts half the processor time of gzip.

Format: https://github.com/opencontainers/image-spec/blob/main/layer.md
"""

from __future__ import annotations

import hashlib
import subprocess
import tarfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, cast

from lab.commands import CommandFailed


@dataclass(frozen=True)
class Link:
    """A symbolic link in a layer."""

    target: str


Files = Mapping[str, Path | Link | None]
"""What a layer holds, by absolute path: a file of this machine with its mode, a link, or (None) a directory for all to write."""


@dataclass(frozen=True)
class Layer:
    """A layer on disk; `digest` is of the compressed blob, `diff_id` of the tar inside."""

    blob: Path
    digest: str
    diff_id: str

    @property
    def size(self) -> int:
        """Bytes of the blob."""
        return self.blob.stat().st_size


def tree(root: Path) -> Files:
    """Return everything below `root` as the files of a layer."""
    found: dict[str, Path | Link | None] = {}
    for path in sorted(root.rglob("*")):
        name = f"/{path.relative_to(root)}"
        if path.is_symlink():
            found[name] = Link(str(path.readlink()))
        elif path.is_file():
            found[name] = path
    return found


def write(files: Files, blob: Path) -> Layer:
    """Write `files` to `blob`; the same files give the same digests at any time. Raises CommandFailed."""
    with blob.open("wb") as packed, subprocess.Popen(["zstd", "-3", "-q"], stdin=subprocess.PIPE, stdout=packed) as zstd:
        assert zstd.stdin is not None
        plain = _Hashing(zstd.stdin)
        with tarfile.open(fileobj=cast(IO[bytes], plain), mode="w|", format=tarfile.PAX_FORMAT) as archive:
            _fill(archive, files)
    if zstd.returncode:
        raise CommandFailed(f"zstd: exit {zstd.returncode} while it packed {blob.name}")
    with blob.open("rb") as content:
        digest = hashlib.file_digest(content, "sha256")
    return Layer(blob, f"sha256:{digest.hexdigest()}", f"sha256:{plain.sha256.hexdigest()}")


class _Hashing:
    """A file to write to that hashes what passes."""

    def __init__(self, target: IO[bytes]) -> None:
        self._target = target
        self.sha256 = hashlib.sha256()

    def write(self, data: bytes) -> int:
        self.sha256.update(data)
        return self._target.write(data)


def _fill(archive: tarfile.TarFile, files: Files) -> None:
    links = {name for name, content in files.items() if isinstance(content, Link)}
    parents = {str(parent) for name in files for parent in PurePosixPath(name).parents} - {"/"} - links
    for directory in sorted(parents - set(files)):
        archive.addfile(_member(directory, tarfile.DIRTYPE, 0o755))
    for name, content in sorted(files.items()):
        if content is None:
            archive.addfile(_member(name, tarfile.DIRTYPE, 0o1777))
        elif isinstance(content, Link):
            member = _member(name, tarfile.SYMTYPE, 0o777)
            member.linkname = content.target
            archive.addfile(member)
        else:
            status = content.stat()
            member = _member(name, tarfile.REGTYPE, status.st_mode & 0o777)
            member.size = status.st_size
            with content.open("rb") as file:
                archive.addfile(member, file)


def _member(name: str, kind: bytes, mode: int) -> tarfile.TarInfo:
    member = tarfile.TarInfo(name.lstrip("/"))
    member.type = kind
    member.mode = mode
    return member
