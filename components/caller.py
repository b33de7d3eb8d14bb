"""Who described a cluster, and so in which words its problems are told."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import pulumi

from .core.config.from_python import for_program
from .core.config.problems import InvalidSpec, Problem


@dataclass(frozen=True, slots=True)
class Caller:
    """What describes a cluster, in words, and whether that is a program, whose keys are in snake_case."""

    described_by: str
    is_program: bool

    def refusal(self, problems: Iterable[Problem]) -> pulumi.RunError:
        """Returns the error that reports problems to the caller."""
        told = for_program(problems) if self.is_program else problems
        return pulumi.RunError(str(InvalidSpec(told, self.described_by)))


STACK_FILE: Final = Caller("the stack file", is_program=False)


def program(name: str) -> Caller:
    """Returns the caller that gave the arguments of a cluster's resource."""
    return Caller(f"the description of cluster {name!r}", is_program=True)
