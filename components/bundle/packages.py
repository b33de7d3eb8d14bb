"""The protocol of package managers for bundles: apt for Debian and Ubuntu, dnf for RHEL and compatible distributions."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from ..core.config.model import LockedPackage, Repository


@dataclass(frozen=True, slots=True)
class Fetched:
    """A fetched package and its file."""

    package: LockedPackage
    file: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """The sources of packages for one kind of host: the repositories of the stack, and those of the hosts' distribution.

    `distribution` is a file or directory of sources in the format of the package manager; None stands for those of this machine.
    """

    platform: str
    architecture: str
    repositories: Mapping[str, Repository]
    distribution: Path | None

    def write_files(self, root: Path, place: Path, suffix: str, source: Callable[[str, Repository, str], str], own: Iterable[Path]) -> None:
        """Writes what a package manager reads: keys into `root`; a file for each repository and copies of `own` into `place`.

        `source` makes the content of a repository's file from its name, the repository and the path of its key; the file's name ends
        in `suffix`. `own` are the files of the hosts' distribution.
        """
        for name, repository in self.repositories.items():
            key = root / f"{name}.asc"
            key.write_text(repository.key)
            (place / f"{name}{suffix}").write_text(source(name, repository, str(key)))
        for file in own:
            (place / f"distribution-{file.name}").write_bytes(file.read_bytes())


class PackageManager(Protocol):
    """A package manager in a separate root, with only the given sources.

    It takes almost no package as installed, so that a bundle contains all that any host could lack.
    """

    def fetch(self, packages: Sequence[str]) -> list[Fetched]:
        """Fetches packages, given as NAME or NAME=VERSION, and their dependencies into one directory, and verifies the files.

        Raises:
            BundleError: they cannot be resolved or fetched; with the output of the package manager.
        """

    def repository(self, fetched: Sequence[Fetched]) -> dict[str, bytes | Path]:
        """Returns the files of an archive, by name, that form a repository of the packages that one `fetch` returned."""

    def unpack(self, file: Path, directory: Path) -> None:
        """Unpacks the programs of a package into `directory`, which takes the place of `/` on a host."""
