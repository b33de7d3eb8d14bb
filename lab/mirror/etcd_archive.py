"""An etcd release as its project publishes it: the archive and the checksums beside it, packed from the lab's programs.

Layout: https://github.com/etcd-io/etcd/releases
"""

from __future__ import annotations

import gzip
import hashlib
import tarfile
from pathlib import Path

from lab.programs.families import ETCD_VERSION
from lab.programs.sources import ARCHITECTURE

PROGRAMS = ("etcd", "etcdctl", "etcdutl")
CHECKSUMS = "SHA256SUMS"
DIRECTORY = f"etcd/{ETCD_VERSION}"
"""Where the release is in the mirror's tree."""
_NAME = f"etcd-{ETCD_VERSION}-linux-{ARCHITECTURE}"
ARCHIVE = f"{_NAME}.tar.gz"


def publish(programs: Path, directory: Path) -> None:
    """Write the archive of the programs in `programs` and its checksums into the new `directory`."""
    directory.mkdir(parents=True)
    _pack([programs / name for name in PROGRAMS], directory / ARCHIVE)
    digest = hashlib.sha256((directory / ARCHIVE).read_bytes()).hexdigest()
    (directory / CHECKSUMS).write_text(f"{digest}  {ARCHIVE}\n")


def published_digest(directory: Path) -> str:
    """Return the SHA-256 of the archive in `directory`, in hex."""
    return (directory / CHECKSUMS).read_text().split()[0]


def _pack(files: list[Path], archive: Path) -> None:
    """Write `files` into one folder of a gzipped tar; the same files give the same bytes at any time."""
    with (
        archive.open("wb") as raw,
        gzip.GzipFile(filename="", fileobj=raw, mode="wb", compresslevel=6, mtime=0) as packed,
        tarfile.open(fileobj=packed, mode="w|", format=tarfile.GNU_FORMAT) as tar,
    ):
        folder = tarfile.TarInfo(_NAME)
        folder.type, folder.mode = tarfile.DIRTYPE, 0o755
        tar.addfile(folder)
        for file in files:
            member = tarfile.TarInfo(f"{_NAME}/{file.name}")
            member.size, member.mode = file.stat().st_size, 0o755
            with file.open("rb") as content:
                tar.addfile(member, content)
