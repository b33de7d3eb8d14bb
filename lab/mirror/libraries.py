"""Takes programs out of an unpacked Debian tree together with just the libraries that they load."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from lab.commands import run

_PACKET_FILTERS = (
    "usr/sbin/xtables-nft-multi",
    "usr/sbin/nft",
)
_IPTABLES = tuple(
    f"{family}{verb}" for family in ("iptables", "ip6tables") for verb in ("", "-save", "-restore", "-nft", "-nft-save", "-nft-restore")
)
_MERGED = ("bin", "sbin", "lib", "lib64")


def collect(tree: Path, root: Path) -> None:
    """Fill `root` with iptables and nft for an image; raises CommandFailed when the loader finds a library missing.

    iptables is the nf_tables one, as on every distribution the lab's hosts may have.
    """
    loader = next((tree / "lib").glob("*-linux-gnu*/ld-linux*.so.*"))
    triplet = loader.parent.name
    extensions = sorted((tree / "usr/lib" / triplet / "xtables").glob("*.so"))
    for directory in _MERGED:
        (root / "usr" / directory).mkdir(parents=True)
        (root / directory).symlink_to(f"usr/{directory}")
    for path in [*(tree / name for name in _PACKET_FILTERS), *extensions]:
        _copy(path, root / path.relative_to(tree))
        for library in _needed(path, loader, tree):
            _copy(library, root / "usr/lib" / triplet / library.name)
    for name in _IPTABLES:
        (root / "usr/sbin" / name).symlink_to("xtables-nft-multi")
    _link_loader(loader, root)


def _needed(program: Path, loader: Path, tree: Path) -> list[Path]:
    """Return the libraries that the tree's own loader would give `program`."""
    path = f"{loader.parent}:{tree / 'usr/lib' / loader.parent.name}"
    lines = run(loader, "--inhibit-cache", "--library-path", path, "--list", program).splitlines()
    return [Path(line.split(" => ")[1].split(" (")[0]) for line in lines if " => " in line] + [loader]


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    if not target.exists():
        shutil.copy(source, target)


def _link_loader(loader: Path, root: Path) -> None:
    """Put the loader where programs name it: /lib64 on amd64, /lib on arm64."""
    directory = root / "usr" / ("lib64" if "x86-64" in loader.name else "lib")
    target = root / "usr/lib" / loader.parent.name / loader.name
    (directory / loader.name).symlink_to(os.path.relpath(target, directory))
