"""The file that hosts of a role are given: the same bytes for the same content."""

import hashlib
import io
import tarfile
from collections.abc import Mapping
from pathlib import Path


def write(path: Path, files: Mapping[str, bytes | Path]) -> str:
    """Write a tar file of what is given by name; the hex digest of it."""
    unfinished = path.with_suffix(".new")
    with tarfile.open(unfinished, "w", format=tarfile.USTAR_FORMAT) as archive:
        for name, content in sorted(files.items()):
            member = tarfile.TarInfo(name)
            member.mode = 0o644
            member.size = len(content) if isinstance(content, bytes) else content.stat().st_size
            with io.BytesIO(content) if isinstance(content, bytes) else content.open("rb") as source:
                archive.addfile(member, source)
    unfinished.replace(path)
    return digest(path)


def digest(file: Path) -> str:
    """The sha256 of a file, as hex digits."""
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()
