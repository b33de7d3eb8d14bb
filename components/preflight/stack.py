"""A stack file as Pulumi would read it, without Pulumi: the cluster it describes, and the file of the SSH key."""

import argparse
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ..core.config.files import ssh_file, with_text
from ..core.config.model import EMPTY_LOCK, ClusterSpec
from ..core.config.problems import InvalidSpec, Problem
from ..core.config.secrets import SSH_KEY, encrypted_values, misplaced
from ..core.config.syntax.lock import written_lock
from ..project import NAMESPACE, Unusable, project_in
from ..stack_files import completed, described


@dataclass(frozen=True, slots=True, kw_only=True)
class Stack:
    """`key_file` None leaves SSH to the agent; with `has_secret_key` the stack has a key that only Pulumi can decrypt."""

    spec: ClusterSpec
    key_file: Path | None
    has_secret_key: bool


def stack_parser(program: str, description: str, kind: type[argparse.ArgumentParser] = argparse.ArgumentParser) -> argparse.ArgumentParser:
    """The command line of a verb that reads a stack: its `stack`, and `--project`."""
    parser = project_parser(program, description, kind)
    parser.add_argument("stack", metavar="STACK", help="name of the stack: Pulumi.<stack>.yaml in the project's directory of stacks")
    return parser


def project_parser(
    program: str, description: str, kind: type[argparse.ArgumentParser] = argparse.ArgumentParser
) -> argparse.ArgumentParser:
    """The command line of a verb that reads a project: `--project`."""
    parser = kind(prog=f"pulumi-kubeadm {program}", description=description)
    parser.add_argument("--project", type=Path, default=Path(), metavar="DIRECTORY", help="where Pulumi.yaml is (default: here)")
    return parser


def read_stack(project: Path, name: str, *, without_lock: bool = False, keys_may_be_dead: bool = False) -> Stack:
    """The stack `name`, an organization and project before it or not, of the project in a directory; its file names are relative to that.

    `without_lock` takes the lock of its offline bundle for empty, which may not be there yet; for `keys_may_be_dead` see `described`.

    Raises:
        Unusable: there is no such stack, or no cluster in it.
        InvalidSpec: with every problem of the stack file.
    """
    namespace, document, config = read_document(project, name)
    if without_lock:
        document = with_text(document, ("sources", "bundle", "lock"), written_lock(EMPTY_LOCK))
    spec, problems = read_cluster(project, namespace, document, keys_may_be_dead=keys_may_be_dead)
    if problems or spec is None:
        raise InvalidSpec(problems)
    key = ssh_file(document, "privateKeyFile")
    return Stack(spec=spec, key_file=_path(project, key) if key else None, has_secret_key=f"{namespace}:{SSH_KEY}" in config)


def read_cluster(
    project: Path, namespace: str, document: Mapping[str, object], *, keys_may_be_dead: bool = False
) -> tuple[ClusterSpec | None, list[Problem]]:
    """The cluster that a document of a project describes, with the files that it names, None if it describes none; and what is wrong."""
    problems = [misplaced(path, namespace) for path in encrypted_values(document)]
    whole, known_hosts = completed(document, problems, project)
    return described(whole, known_hosts, problems, keys_may_be_dead=keys_may_be_dead), problems


def chosen_key_file(program: str, identity: Path | None, stack: Stack) -> Path | None:
    """Returns the file of the SSH key, `identity` before the stack's own, or None for the SSH agent; says on stderr why it is asked."""
    key_file = identity or stack.key_file
    if key_file is None and stack.has_secret_key:
        said = "the stack's SSH key is a secret of Pulumi: the SSH agent is asked, or name its file by --identity"
        print(f"{program}: {said}", file=sys.stderr)
    return key_file


def read_document(project: Path, name: str) -> tuple[str, Mapping[str, object], Mapping[str, object]]:
    """The namespace that has the `cluster`, the project's own or else `kubeadm`; the cluster; and the whole configuration.

    Raises:
        Unusable: there is no such stack, or no cluster in it.
    """
    found = project_in(project)
    file = found.file_of(name)
    config = found.configuration(file)
    namespaces = dict.fromkeys((found.name, NAMESPACE))
    namespace = next((name for name in namespaces if f"{name}:cluster" in config), found.name)
    document = config.get(f"{namespace}:cluster")
    if not isinstance(document, dict):
        looked = " or ".join(f"{name}:cluster" for name in namespaces)
        raise Unusable(f"{file.name}: got no {looked} in its config, want a cluster: stacks/README.md has every key")
    return namespace, document, config


def _path(project: Path, name: str) -> Path:
    return project / Path(name).expanduser()
