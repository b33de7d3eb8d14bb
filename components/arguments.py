"""From the arguments of a `Cluster` in a program to its description."""

from collections.abc import Mapping
from typing import Any, Final

import pulumi

from .caller import program
from .core.config.from_python import for_program, from_python
from .core.config.model import ClusterSpec
from .core.config.problems import Absent, InvalidSpec, Problem, step_into
from .core.config.spelling import SECRETS
from .core.config.tables import in_python, nearest
from .core.config.values import ROOT
from .description import described_with, warn
from .inputs import ClusterArgs
from .keyring import Keyring
from .secrets import Secrets

KEY: Final = "secrets"
PLAIN: Final = "a plain value: what a cluster is has to be known in a preview, and only `secrets` may be Outputs"


def from_arguments(name: str, args: ClusterArgs) -> tuple[ClusterSpec, Secrets]:
    """Returns the description and the secrets of the cluster that is the resource `name`; warnings are shown on the way.

    Raises:
        pulumi.RunError: with every problem of the arguments in one report, in their spelling.
    """
    if not isinstance(args, Mapping):
        raise pulumi.RunError(f"Cluster {name!r}: got {type(args).__name__} for its arguments, want ClusterArgs or a ClusterSpec")
    document, problems = from_python({key: value for key, value in args.items() if key != KEY})
    held, misplaced = _held(args.get(KEY) or {})
    of_values: list[Problem] = []
    known = _known(document, ROOT, of_values)
    spec, secrets = described_with(known, Keyring(f"{KEY}.", held, spelling=in_python), of_values)
    problems += [*misplaced, *for_program(of_values)]
    if problems or spec is None:
        raise pulumi.RunError(str(InvalidSpec(problems, program(name).described_by)))
    warn(spec)
    return spec, secrets


def _held(secrets: object) -> tuple[dict[str, Any], list[Problem]]:
    """Returns the secrets by their keys in a stack file, and a problem for each that has no such key."""
    keys = {in_python(key): key for key in SECRETS}
    if not isinstance(secrets, Mapping):
        return {}, [Problem(KEY, Absent.HIDDEN, f"an object with {', '.join(keys)}")]
    unknown = [Problem(step_into(KEY, name), Absent.UNKNOWN, nearest(str(name), {*keys})) for name in secrets if name not in keys]
    return {keys[name]: value for name, value in secrets.items() if name in keys}, unknown


def _known(value: Any, path: str, problems: list[Problem]) -> Any:
    """Returns a value without the Outputs in it, each of which is a problem."""
    match value:
        case pulumi.Output():
            problems.append(Problem(path, Absent.OUTPUT, PLAIN))
            return None
        case Mapping():
            return {key: _known(inner, step_into(path, key), problems) for key, inner in value.items()}
        case list() | tuple():
            return [_known(inner, f"{path}[{index}]", problems) for index, inner in enumerate(value)]
    return value
