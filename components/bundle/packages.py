"""What a bundle asks of this machine's package manager: apt for Debian and its relatives, dnf for those of RHEL."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from ..core.spec.model import LockedPackage, Repository


@dataclass(frozen=True, slots=True)
class Fetched:
    """A package and its file."""

    package: LockedPackage
    file: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """Where the packages of one kind of host are: in repositories of the stack, and in those of the hosts' distribution.

    `distribution` is a file or a directory of them in the form of the package manager; None is this machine's.
    """

    platform: str
    architecture: str
    repositories: Mapping[str, Repository]
    distribution: Path | None


class PackageManager(Protocol):
    """One in a root of its own, with these sources and no other.

    It takes next to nothing for installed, so a bundle has what any host could lack.
    """

    def fetch(self, packages: Sequence[str]) -> list[Fetched]:
        """These, NAME or NAME=VERSION, and what they need, in files that are verified and lie in one directory.

        Raises:
            Hindrance: they cannot be resolved or fetched, in the words of the package manager.
        """

    def repository(self, fetched: Sequence[Fetched]) -> dict[str, bytes | Path]:
        """The files of an archive, by name, that make a repository of what one `fetch` returned."""

    def unpack(self, file: Path, directory: Path) -> None:
        """Put a package's programs into `directory`, which is for them what `/` is on a host."""
