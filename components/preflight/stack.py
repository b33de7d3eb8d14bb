"""A stack file as Pulumi would read it, without Pulumi: the cluster it describes, and the file of the SSH key."""

from dataclasses import dataclass
from pathlib import Path

import yaml

from ..core.spec.files import ssh_file
from ..core.spec.model import EMPTY_LOCK, ClusterSpec
from ..core.spec.parse import parse
from ..core.spec.problems import InvalidSpec, Problem
from ..core.spec.syntax.lock import written_lock
from ..core.yaml_loader import LOADER
from ..stack_files import completed

PROJECT = "Pulumi.yaml"
SSH_KEY = "sshPrivateKey"


class Unusable(Exception):
    """What hinders, in words for the user."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stack:
    """`key_file` None leaves SSH to the agent; with `has_secret_key` the stack has a key that only Pulumi can decrypt."""

    spec: ClusterSpec
    key_file: Path | None
    has_secret_key: bool


def read_stack(project: Path, name: str, *, without_lock: bool = False) -> Stack:
    """The stack `name`, an organization and project before it or not, of the project in a directory; its file names are relative to that.

    `without_lock` takes the lock of its offline bundle for empty, which may not be there yet.

    Raises:
        Unusable: there is no such stack, or no cluster in it.
        InvalidSpec: with every problem of the stack file.
    """
    about = _mapping(_yaml(project / PROJECT))
    namespace = about.get("name")
    file = project / str(about.get("stackConfigDir") or ".") / f"Pulumi.{name.rpartition('/')[2]}.yaml"
    config = _mapping(_mapping(_yaml(file)).get("config"))
    document = config.get(f"{namespace}:cluster")
    if not isinstance(document, dict):
        raise Unusable(f"{file.name}: got no {namespace}:cluster in its config, want a cluster: stacks/README.md has every key")
    spec = _spec(project, _without_lock(document) if without_lock else document)
    key = ssh_file(document, "privateKeyFile")
    return Stack(spec=spec, key_file=_path(project, key) if key else None, has_secret_key=f"{namespace}:{SSH_KEY}" in config)


def _spec(project: Path, document: dict[str, object]) -> ClusterSpec:
    problems: list[Problem] = []
    whole, known_hosts = completed(document, problems, project)
    try:
        spec = parse(whole, known_hosts)
    except InvalidSpec as invalid:
        unreadable = {problem.path for problem in problems}
        problems += [problem for problem in invalid.problems if problem.path not in unreadable]
    if problems:
        raise InvalidSpec(problems)
    return spec


def _without_lock(document: dict[str, object]) -> dict[str, object]:
    sources = _mapping(document.get("sources"))
    if not isinstance(bundle := sources.get("bundle"), dict):
        return document
    unlocked = {key: value for key, value in bundle.items() if key != "lockFile"} | {"lock": written_lock(EMPTY_LOCK)}
    return {**document, "sources": {**sources, "bundle": unlocked}}


def _path(project: Path, name: str) -> Path:
    return project / Path(name).expanduser()


def _yaml(file: Path) -> object:
    try:
        return yaml.load(file.read_text(), Loader=LOADER)
    except (OSError, ValueError) as error:
        raise Unusable(f"{file}: cannot be read ({error.strerror if isinstance(error, OSError) else 'it is no text'})") from None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise Unusable(f"{file}: is no YAML{f' (line {mark.line + 1})' if mark else ''}") from None


def _mapping(value: object) -> dict[str, object]:
    return value if isinstance(value, dict) else {}
