"""The cluster that a stack file describes, with the files that it names, read on the machine of its user."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from .core.config.files import named_files, ssh_file, with_texts
from .core.config.model import ClusterSpec
from .core.config.parse import parse
from .core.config.problems import InvalidSpec, Problem
from .core.config.repository_keys import dead_keys
from .core.config.values import ROOT


def described(
    whole: Mapping[str, object], known_hosts: str, problems: list[Problem], *, keys_may_be_dead: bool = False
) -> ClusterSpec | None:
    """Parses a completed document. Returns None if it describes no cluster, and adds what is wrong to `problems`.

    Values that have a problem already, and values inside them, are not reported again. With `keys_may_be_dead` repository keys may have
    expired: nothing is installed.
    """
    told = tuple(problem.path for problem in problems)
    try:
        spec = parse(whole, known_hosts)
    except InvalidSpec as invalid:
        inside = tuple(f"{path}{sign}" for path in told for sign in ".[")
        problems += [problem for problem in invalid.problems if problem.path not in told and not problem.path.startswith(inside)]
        return None
    if not keys_may_be_dead:
        problems += dead_keys(spec, date.today())
    return spec


def completed(document: Mapping[str, object], problems: list[Problem], project: Path = Path()) -> tuple[Mapping[str, object], str]:
    """The document with the texts of its files, and the text of its known_hosts file; what hinders is added to `problems`."""
    names = named_files(document)
    texts = {path: text for path, name in names.items() if (text := text_of(name, path, problems, project)) is not None}
    return with_texts(document, texts), ssh_text(document, "knownHosts", problems, project) or ""


def ssh_text(document: Mapping[str, object], key: str, problems: list[Problem], project: Path = Path()) -> str | None:
    """The text of the file that `ssh.<key>` names, None where it names none or one that cannot be read."""
    name = ssh_file(document, key)
    return text_of(name, f"ssh.{key}", problems, project) if name else None


def text_of(name: str, path: str, problems: list[Problem], project: Path = Path()) -> str | None:
    """The text of a file, its name relative to the project; what hinders is a problem of the key at `path`, and None."""
    try:
        return (project / Path(name).expanduser()).read_text()
    except (OSError, RuntimeError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is no text"
        problems.append(Problem(f"{ROOT}.{path}", name, f"a file that can be read here ({reason})"))
        return None
