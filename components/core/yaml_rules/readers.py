"""Reads YAML into values that JSON can represent, by the rules of Kubernetes or of Pulumi."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

import yaml

from .rules import KUBERNETES, PULUMI, Rules
from .tree import Broken, Tree, line_of

# libyaml if PyYAML was built with it: without it, the CustomResourceDefinitions of an operator take seconds.
_PARSER: Final[Any] = getattr(yaml, "CLoader", yaml.Loader)
_BYTE_ORDER_MARK: Final = "\ufeff"


class YamlProblem(ValueError):
    """Raised for text that the program would not read as YAML; `problems` are pairs of a line, counted from 1, and its error."""

    def __init__(self, problems: Iterable[tuple[int, str]]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(f"line {line}: {what}" for line, what in self.problems))


@dataclass(frozen=True, slots=True)
class Document:
    """One document of a file, and the line in which it begins, counted from 1."""

    value: Any
    line: int


def read_manifests(content: str | bytes) -> list[Document]:
    """Returns the documents of a manifest as kubectl reads them.

    Raises:
        YamlProblem: kubectl cannot read one of them.
    """
    return list(_documents(content, KUBERNETES))


def read_manifest(content: str | bytes) -> Any:
    """Returns the first document of a file of Kubernetes or Helm, None if there is none.

    Raises:
        YamlProblem: Kubernetes and Helm cannot read it.
    """
    return _first(content, KUBERNETES)


def read_stack_file(content: str | bytes) -> Any:
    """Returns the value that Pulumi reads from a stack file or from Pulumi.yaml, None if it is empty.

    Raises:
        YamlProblem: Pulumi cannot read it.
    """
    return _first(content, PULUMI)


def _first(content: str | bytes, rules: Rules) -> Any:
    return next((document.value for document in _documents(content, rules)), None)


def _documents(content: str | bytes, rules: Rules) -> Iterator[Document]:
    line, tree = 1, Tree(rules)
    try:
        for event in yaml.parse(_encoded(content), Loader=_PARSER):
            line = line_of(event)
            if isinstance(event, yaml.DocumentStartEvent):
                tree, began = Tree(rules), line
            elif isinstance(event, yaml.NodeEvent | yaml.CollectionEndEvent):
                tree.take(event)
            elif isinstance(event, yaml.DocumentEndEvent):
                if tree.problems:
                    raise YamlProblem(tree.problems)
                yield Document(tree.root, began)
    except Broken as broken:
        raise YamlProblem([*tree.problems, (broken.line, broken.what)]) from broken
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise YamlProblem([*tree.problems, (mark.line + 1 if mark else line, error.problem or "it is no YAML")]) from error
    except (yaml.YAMLError, OverflowError) as error:
        raise YamlProblem([(line, "it holds what is no text of YAML")]) from error


def _encoded(content: str | bytes) -> str | bytes:
    if isinstance(content, bytes):
        return content
    try:
        content.encode()
    except UnicodeEncodeError as error:
        raise YamlProblem([(content.count("\n", 0, error.start) + 1, "it holds half of a character")]) from error
    return content.removeprefix(_BYTE_ORDER_MARK)
