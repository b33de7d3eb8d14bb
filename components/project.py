"""The Pulumi project on this machine: where its stack files are and what they configure, read as Pulumi reads them."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from .core.config.files import as_mapping
from .core.yaml_rules import YamlProblem, read_stack_file

PROJECT: Final = "Pulumi.yaml"
NAMESPACE: Final = "kubeadm"
"""The namespace of keys for a cluster where the project's own has none."""

NOT_COMPARED: Final = "not checked whether its cluster can share a network with this one"
"""What follows where a neighbour's stack file cannot be read."""


class Unusable(Exception):
    """What hinders, in words for the user."""


@dataclass(frozen=True, slots=True)
class Project:
    """A project's name, which its keys of configuration begin with, and the directory of its stack files."""

    name: str
    stacks: Path

    def file_of(self, stack: str) -> Path:
        """The file of a stack, an organization and a project before its name or not."""
        return self.stacks / f"Pulumi.{_own_name(stack)}.yaml"

    def lock_of(self, stack: str) -> Path:
        """The file beside it for the lock of an offline bundle."""
        return self.stacks / f"{_own_name(stack)}.lock.yaml"

    def names(self) -> list[str]:
        """The names of the stacks that have a file, sorted."""
        return sorted(file.name.removeprefix("Pulumi.").removesuffix(".yaml") for file in self.stacks.glob("Pulumi.*.yaml"))

    def neighbours(self, stack: str, key: str) -> tuple[dict[str, object], list[Unusable]]:
        """What the other stack files configure at `key`, by file name, and what hinders from reading one of them."""
        found, hindrances = {}, []
        for file in map(self.file_of, self.names()):
            if file == self.file_of(stack):
                continue
            try:
                found[file.name] = self.configuration(file).get(key)
            except Unusable as hindrance:
                hindrances.append(hindrance)
        return found, hindrances

    def configuration(self, file: Path) -> dict[str, object]:
        """What a stack file configures, by whole keys ("kubeadm:cluster"): a key without a project's name is one of this project.

        Raises:
            Unusable: it cannot be read.
        """
        written = as_mapping(as_mapping(_read(file)).get("config"))
        return {name if ":" in name else f"{self.name}:{name}": value for name, value in written.items()}


def project_in(root: Path) -> Project:
    """The project whose Pulumi.yaml is in a directory.

    Raises:
        Unusable: it cannot be read.
    """
    about = as_mapping(_read(root / PROJECT))
    # `config` as text is what `stackConfigDir` was before (`RewriteConfigPathIntoStackConfigDir`).
    places = (about.get("stackConfigDir"), about.get("config"))
    return Project(str(about.get("name")), root / next((place for place in places if place and isinstance(place, str)), "."))


def _own_name(stack: str) -> str:
    return stack.rpartition("/")[2]


def _read(file: Path) -> object:
    try:
        return read_stack_file(file.read_bytes())
    except YamlProblem as problem:
        raise Unusable(f"{file}: is no YAML ({problem})") from problem
    except (OSError, ValueError) as error:
        raise Unusable(f"{file}: cannot be read ({getattr(error, 'strerror', None) or 'no file has such a name'})") from error
