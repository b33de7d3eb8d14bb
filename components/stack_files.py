"""The files that a stack file names, read on the machine of its user."""

from collections.abc import Mapping
from pathlib import Path

from .core.spec.files import named_files, ssh_file, with_texts
from .core.spec.problems import Problem
from .core.spec.values import ROOT


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
