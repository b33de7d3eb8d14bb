"""A stack file as it is at a git reference, with the files that it names."""

import shutil
import subprocess
from pathlib import Path

from ..core.config.files import named_files, ssh_file
from ..preflight.stack import read_document
from ..project import PROJECT, Unusable, project_in


class Repository:
    """The git repository of a project, at one of its commits."""

    def __init__(self, project: Path, reference: str) -> None:
        """Looks the reference up.

        Raises:
            Unusable: git is not installed, the project is in no repository, or the repository has no such reference.
        """
        self._project = project
        self.prefix = self._ask("rev-parse", "--show-prefix").decode().strip()
        try:
            self._commit = self._ask("rev-parse", "--verify", "--quiet", "--end-of-options", f"{reference}^{{commit}}").decode().strip()
        except subprocess.CalledProcessError as error:
            raise Unusable(f"--base: got {reference!r}, want a branch, tag or commit of this clone (a shallow one has few)") from error

    def content(self, path: str) -> bytes | None:
        """Returns a file by its path relative to the project, None if the commit has none."""
        try:
            return self._ask("show", "--end-of-options", f"{self._commit}:./{path}")
        except subprocess.CalledProcessError:
            return None

    def _ask(self, *arguments: str) -> bytes:
        try:
            return subprocess.run(["git", "-C", self._project, *arguments], capture_output=True, check=True).stdout
        except FileNotFoundError as error:
            raise Unusable(f"{self._project}: there is no such directory, or no `git` on this machine") from error
        except subprocess.CalledProcessError as error:
            if arguments[-1] == "--show-prefix":
                raise Unusable(f"{self._project}: is in no git repository ({error.stderr.decode().strip()})") from error
            raise


def project_at(repository: Repository, project: Path, stack: str, scratch: Path) -> Path | None:
    """Writes the project's file, the stack file, and what that names, as the commit has them. Returns the directory of this project, None
    if the commit has no such stack. A file that git does not have is taken from the work tree, since it is the same before and after.

    Raises:
        Unusable: the commit's stack file cannot be read.
    """
    root = scratch / "repository" / repository.prefix
    root.mkdir(parents=True)
    about = repository.content(PROJECT)
    if about is None:
        return None
    (root / PROJECT).write_bytes(about)
    file = project_in(root).file_of(stack)
    content = repository.content(str(file.relative_to(root)))
    if content is None:
        return None
    _write(file, content)
    _, document, _ = read_document(root, stack)
    for name in {*named_files(document).values(), ssh_file(document, "knownHosts")}:
        if name:
            _place(repository, project, name, root, scratch)
    return root


def _place(repository: Repository, project: Path, name: str, root: Path, scratch: Path) -> None:
    """Writes a file that the stack file names. One outside of the repository is read where it is."""
    target = (root / Path(name).expanduser()).resolve()
    if not target.is_relative_to(scratch.resolve()):
        return
    content = repository.content(name)
    if content is not None:
        _write(target, content)
    elif (project / name).is_file():
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(project / name, target)


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
