"""What has been read from a stack file so far, by path: the ground on which rules that compare several values stand."""

import re
from collections.abc import Iterator
from enum import Enum
from typing import Final, TypeVar

T = TypeVar("T")

ROOT: Final = "cluster"
_INDEX: Final = re.compile(r"\[\d+\]")


class Invalid(Enum):
    """Stands for a value that was wrong and has been reported."""

    INVALID = "invalid"


INVALID: Final = Invalid.INVALID


class Values:
    """Values that are right in themselves, in their final types; a wrong one is only known to have been there.

    A rule asks for a pattern and a type and gets what there is, so a mistake in one place never hides one in another.
    """

    def __init__(self) -> None:
        self._by_path: dict[str, object] = {}
        self._by_pattern: dict[str, list[str]] = {}

    def keep(self, path: str, value: object) -> None:
        """Remember the value read at `path`."""
        if path not in self._by_path:
            self._by_pattern.setdefault(_INDEX.sub("[*]", path), []).append(path)
        self._by_path[path] = value

    def find(self, pattern: str, kind: type[T]) -> Iterator[tuple[str, T]]:
        """Path and value of everything at `pattern`, in the order of the file; `[*]` stands for any index."""
        for path in self._by_pattern.get(f"{ROOT}.{pattern}", ()):
            value = self._by_path[path]
            if isinstance(value, kind):
                yield path, value

    def is_wrong(self, path: str) -> bool:
        """Whether what stands at a full path has been reported already."""
        return self._by_path.get(path) is INVALID

    def at(self, path: str, kind: type[T]) -> T | None:
        """The value at a full path, as `find` gives it."""
        value = self._by_path.get(path)
        return value if isinstance(value, kind) else None

    def around(self, path: str) -> object:
        """Returns the value of the same key in the nearest object around the list that holds `path`, None if no such object has it.

        For `cluster.workerPools[0].hosts[1].ssh.port` it is `cluster.workerPools[0].ssh.port`, else `cluster.ssh.port`.
        """
        key = path.rpartition("].")[2]
        place = path.removesuffix(f".{key}")
        while place := place.rpartition("[" if place.endswith("]") else ".")[0]:
            if (found := self._by_path.get(f"{place}.{key}")) is not None:
                return found
        return None


def sibling(path: str, key: str) -> str:
    """The path of another key of the mapping that holds `path`."""
    return f"{path.rpartition('.')[0]}.{key}"
