"""A cache of directories that are made once: each is complete or absent, and made by one process at a time."""

from __future__ import annotations

import fcntl
import hashlib
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

_UNFINISHED = ".unfinished"


def pin(*parts: str | bytes) -> str:
    """Returns the name in the cache of an entry made from `parts`, which changes with any part."""
    digest = hashlib.sha256()
    for part in parts:
        data = part.encode() if isinstance(part, str) else part
        digest.update(len(data).to_bytes(8, "big") + data)
    return digest.hexdigest()[:16]


def make_once(directory: Path, make: Callable[[Path], None]) -> Path:
    """Returns `directory`. If it is missing, `make` fills an empty directory, which is then renamed to it.

    A second process waits for the first. The remains of an interrupted one are removed.
    """
    if directory.exists():
        return directory
    with _locked(directory):
        unfinished = directory.with_name(f".{directory.name}{_UNFINISHED}")
        if not directory.exists():
            shutil.rmtree(unfinished, ignore_errors=True)
            unfinished.mkdir()
            make(unfinished)
            unfinished.rename(directory)
    return directory


def remove(entry: Path) -> bool:
    """Removes an entry of `make_once`, or its interrupted remains. Returns False if a process is making it at the moment."""
    made = entry.with_name(entry.name.removeprefix(".").removesuffix(_UNFINISHED))
    try:
        with _locked(made, fcntl.LOCK_NB):
            shutil.rmtree(entry)
    except BlockingIOError:
        return False
    return True


@contextmanager
def _locked(directory: Path, how: int = 0) -> Iterator[None]:
    directory.parent.mkdir(parents=True, exist_ok=True)
    with directory.with_name(f".{directory.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX | how)  # the kernel gives it back when the process ends, however it ends
        yield
