"""From the arguments of a Python program to the object of a stack file: the same tree, with keys in snake_case."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from .nested import Table, keys_of
from .problems import Absent, Problem, step_into
from .readers import ListOf, MapOf, Reader
from .schema.cluster import CLUSTER
from .shorthand import OneOrMore, Short
from .spelling import for_python, path_for_python
from .suggestions import Suggestions
from .tables import Object, in_python
from .values import ROOT
from .variants import OneOf, Variant

_ADVISER: Final = Suggestions(CLUSTER)


def from_python(arguments: Mapping[str, object]) -> tuple[dict[str, object], list[Problem]]:
    """Returns the arguments as a stack file has them, and a problem for each key that has no table, which is left out.

    A value of a wrong type is left as it is: `parse` reports it.
    """
    reading = _Reading()
    return dict(reading.filled(CLUSTER, arguments, ROOT)), reading.problems


def for_program(problems: Iterable[Problem]) -> Iterator[Problem]:
    """Yields problems of a stack file as those of a program's arguments."""
    for problem in problems:
        yield Problem(path_for_python(problem.path), problem.found, for_python(problem.expected))


@dataclass(slots=True)
class _Reading:
    problems: list[Problem] = field(default_factory=list)

    def filled(self, table: Table, given: Mapping[str, object], path: str) -> Mapping[str, object]:
        keys = {in_python(key.name): key for key in keys_of(table)}
        known = {key.name for key in keys.values()}
        names = [keys[name].name if name in keys else name for name in given]
        found = {}
        for name, value in given.items():
            if name in keys:
                found[keys[name].name] = self.value(keys[name].reader, value, step_into(path, keys[name].name))
            else:
                expected = _ADVISER.suggest(_in_stack_file(str(name)), path, known, names)
                self.problems.append(Problem(step_into(path_for_python(path), name), Absent.UNKNOWN, for_python(expected)))
        return found

    def value(self, reader: Reader[object], value: object, path: str) -> object:
        match reader:
            case Object() | Variant() | OneOf() if isinstance(value, Mapping):
                return self.filled(reader, value, path)
            case ListOf(item=item) if isinstance(value, list | tuple):
                return [self.value(item, each, f"{path}[{index}]") for index, each in enumerate(value)]
            case MapOf(item=item) if isinstance(value, Mapping):
                return {name: self.value(item, each, step_into(path, name)) for name, each in value.items()}
            case Short():
                return self.value(reader.table, value, path)
            case OneOrMore():
                return self.value(ListOf(reader.item) if isinstance(value, list | tuple) else reader.item, value, path)
        return value


def _in_stack_file(name: str) -> str:
    return re.sub(r"_([a-z])", lambda letter: letter[1].upper(), name)
