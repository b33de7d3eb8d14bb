"""Turns a directory of .deb files into a signed flat apt repository (`Suites: /`), as pkgs.k8s.io serves them.

Format: https://wiki.debian.org/DebianRepository/Format
"""

from __future__ import annotations

import gzip
import hashlib
from datetime import UTC, datetime
from pathlib import Path

from lab.commands import run
from lab.mirror import signing


def publish(repository: Path, key: Path, label: str) -> None:
    """Index and sign every .deb below `repository`; `key` is a GnuPG home. Raises CommandFailed."""
    debs = sorted(repository.rglob("*.deb"))
    packages = "\n".join(_entry(deb, repository) for deb in debs).encode()
    (repository / "Packages").write_bytes(packages)
    (repository / "Packages.gz").write_bytes(gzip.compress(packages, mtime=0))
    architectures = sorted({deb.stem.rpartition("_")[2] for deb in debs} - {"all"})
    release = repository / "Release"
    release.write_text(_release(repository, label, architectures, datetime.now(UTC)))
    signing.sign(key, release)


def _entry(deb: Path, repository: Path) -> str:
    control = run("dpkg-deb", "--field", deb).rstrip("\n")
    content = deb.read_bytes()
    return (
        f"{control}\n"
        f"Filename: {deb.relative_to(repository)}\n"
        f"Size: {len(content)}\n"
        f"MD5sum: {hashlib.md5(content, usedforsecurity=False).hexdigest()}\n"
        f"SHA256: {hashlib.sha256(content).hexdigest()}\n"
    )


def _release(repository: Path, label: str, architectures: list[str], now: datetime) -> str:
    indices = [repository / "Packages", repository / "Packages.gz"]
    sums = "".join(f" {hashlib.sha256(index.read_bytes()).hexdigest()} {index.stat().st_size:>9} {index.name}\n" for index in indices)
    return (
        f"Origin: lab\nLabel: {label}\nArchitectures: {' '.join(architectures)}\nDate: {now:%a, %d %b %Y %H:%M:%S} +0000\nSHA256:\n{sums}"
    )
