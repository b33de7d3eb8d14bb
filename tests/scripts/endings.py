"""Steps that have ended before on a host with the same files: what they changed is put in place, and they are not run again.

Most tests of a live node begin with the same install, join and converge, which take hundreds of processes each.
"""

import hashlib
import os
import pickle
import stat
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Generic, NamedTuple, TypeVar

T = TypeVar("T")


class Place(NamedTuple):
    """A directory, which has no content, a file, or a link, whose content is where it leads."""

    mode: int
    owner: tuple[int, int]
    content: bytes | None
    modified: int
    inode: tuple[int, int]


class Ending(NamedTuple, Generic[T]):
    """What a step said, what it removed, and what it wrote."""

    said: T
    gone: list[str]
    written: dict[str, Place]


class Endings:
    """Those of one session, in a directory that its workers share."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        directory.mkdir(exist_ok=True)

    def of(self, root: Path, history: str, what: tuple[str, ...], run: Callable[[], T]) -> tuple[T, str]:
        """What `run` says, and the history of the host below `root` after it.

        `history` is what an earlier call has returned for this host: which of two files is newer follows from it.
        """
        before = _places(root)
        key = hashlib.sha256(repr((history, what, sorted((path, place[:3]) for path, place in before.items()))).encode()).hexdigest()
        file = self._directory / key
        if file.exists():
            ending: Ending[T] = pickle.loads(file.read_bytes())
            _put_in_place(root, ending, newest=max(place.modified for place in before.values()))
            return ending.said, key
        said = run()
        after = _places(root, before)
        gone = [path for path, place in before.items() if path not in after or stat.S_IFMT(after[path].mode) != stat.S_IFMT(place.mode)]
        written = {path: place for path, place in after.items() if path not in before or before[path][:4] != place[:4]}
        # A host with a link to what is not below it has changed that as well.
        if not any(str(root.parent).encode() in (place.content or b"") for place in after.values()):
            new = file.with_suffix(f".{os.getpid()}")
            new.write_bytes(pickle.dumps(Ending(said, sorted(gone, reverse=True), written)))
            new.rename(file)
        return said, key


def _places(root: Path, before: Mapping[str, Place] = MappingProxyType({})) -> dict[str, Place]:
    return dict(_walk(str(root), len(str(root)) + 1, before))


def _walk(directory: str, skip: int, before: Mapping[str, Place]) -> Iterator[tuple[str, Place]]:
    with os.scandir(directory) as entries:
        for entry in entries:
            found, path = entry.stat(follow_symlinks=False), entry.path[skip:]
            if stat.S_ISDIR(found.st_mode):
                yield path, Place(found.st_mode, (found.st_uid, found.st_gid), None, 0, (0, 0))
                yield from _walk(entry.path, skip, before)
                continue
            inode, known = (found.st_ino, found.st_ctime_ns), before.get(path)
            content = known.content if known and known.inode == inode else _content(entry.path, found.st_mode)
            yield path, Place(found.st_mode, (found.st_uid, found.st_gid), content, found.st_mtime_ns, inode)


def _content(path: str, mode: int) -> bytes:
    if stat.S_ISLNK(mode):
        return os.fsencode(Path(path).readlink())
    assert stat.S_ISREG(mode), f"{path} is of a kind that is not remembered"
    return Path(path).read_bytes()


def _put_in_place(root: Path, ending: Ending[T], newest: int) -> None:
    for path in ending.gone:
        gone = root / path
        gone.rmdir() if gone.is_dir() and not gone.is_symlink() else gone.unlink()
    # Newer than all that was here before, and in the order in which the step wrote them.
    moments = sorted({place.modified for place in ending.written.values()})
    when = {moment: newest + number for number, moment in enumerate(moments, 1)}
    for path, place in sorted(ending.written.items()):
        _write(root / path, place, when[place.modified])


def _write(path: Path, place: Place, modified: int) -> None:
    if place.content is None:
        path.mkdir(exist_ok=True)
    else:
        path.unlink(missing_ok=True)
        if stat.S_ISLNK(place.mode):
            path.symlink_to(os.fsdecode(place.content))
        else:
            path.write_bytes(place.content)
            os.utime(path, ns=(modified, modified))
    os.chown(path, *place.owner, follow_symlinks=False)
    if not stat.S_ISLNK(place.mode):
        path.chmod(stat.S_IMODE(place.mode))
