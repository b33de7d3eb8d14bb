"""The archive for hosts of a role, with the same bytes for the same content."""

import hashlib
import io
import tarfile
from collections.abc import Mapping
from pathlib import Path


def write(path: Path, files: Mapping[str, bytes | Path]) -> str:
    """Writes a tar file of `files`, given by name, and returns its SHA-256 digest in hexadecimal."""
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
    """Returns the SHA-256 digest of a file in hexadecimal."""
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()
