"""The verb `validate`: what a preview checks of stack files, without hosts, engine and secrets."""

import argparse
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from ..core.bundle.contents import bundle_problems
from ..core.config.neighbours import router_id_is_free
from ..core.config.problems import InvalidSpec, Problem, shown
from ..core.config.warnings import warnings
from ..preflight.stack import project_parser, read_cluster, read_document
from ..project import NOT_COMPARED, Project, Unusable, project_in

VALID: Final = 0
INVALID: Final = 1
COULD_NOT_READ: Final = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What was found in a stack file; `unread` says why it could not be read, `hindrances` why others could not be compared with it."""

    stack: str
    file: Path
    problems: Sequence[Problem] = ()
    warnings: Sequence[Problem] = ()
    unread: str = ""
    hindrances: Sequence[str] = ()

    @property
    def status(self) -> int:
        """The exit status if this is the only stack."""
        return COULD_NOT_READ if self.unread else INVALID if self.problems else VALID


def main(arguments: Sequence[str] | None = None) -> int:
    """Checks stack files. The exit status is 0, 1 if one has problems, or 2 if one cannot be read."""
    options = parser().parse_args(arguments)
    try:
        project = project_in(options.project)
        stacks = project.names() if options.all else list(dict.fromkeys(options.stack))
        if not stacks:
            raise Unusable(f"{project.stacks}: got no Pulumi.<stack>.yaml, want one" if options.all else "say which stacks, or --all")
    except Unusable as hindrance:
        print(f"validate: {hindrance}", file=sys.stderr)
        return COULD_NOT_READ
    verdicts = [verdict(options.project, project, stack) for stack in stacks]
    for unread in dict.fromkeys(unread for each in verdicts for unread in each.hindrances):
        print(f"validate: {unread}: {NOT_COMPARED}", file=sys.stderr)
    print(_as_json(verdicts) if options.json else "\n".join(map(_as_text, verdicts)))
    return max(each.status for each in verdicts)


def verdict(root: Path, project: Project, stack: str) -> Verdict:
    """Returns all that is wrong with a stack of the project in the directory `root`."""
    file = project.file_of(stack)
    try:
        namespace, document, _ = read_document(root, stack)
    except Unusable as hindrance:
        return Verdict(stack=stack, file=file, unread=str(hindrance))
    spec, problems = read_cluster(root, namespace, document)
    if spec is None:
        return Verdict(stack=stack, file=file, problems=problems)
    others, unread = project.neighbours(stack, f"{namespace}:cluster")
    problems += [*bundle_problems(spec), *router_id_is_free(spec, others)]
    found = warnings(spec, date.today())
    return Verdict(stack=stack, file=file, problems=problems, warnings=found, hindrances=[*map(str, unread)])


def _as_text(found: Verdict) -> str:
    return "\n".join(_lines(found))


def _lines(found: Verdict) -> Iterator[str]:
    if found.unread:
        yield found.unread
    elif found.problems:
        yield str(InvalidSpec(found.problems, str(found.file)))
    else:
        yield f"{found.file}: valid"
    yield from (f"  - warning: {warning}" for warning in found.warnings)


def _as_json(verdicts: Sequence[Verdict]) -> str:
    stacks = [
        {
            "stack": each.stack,
            "file": str(each.file),
            "valid": each.status == VALID,
            "unread": each.unread or None,
            "problems": [*map(_entry, each.problems)],
            "warnings": [*map(_entry, each.warnings)],
        }
        for each in verdicts
    ]
    return json.dumps({"valid": all(stack["valid"] for stack in stacks), "stacks": stacks}, indent=2)


def _entry(problem: Problem) -> Mapping[str, str]:
    return {"path": problem.path, "found": shown(problem.found), "expected": problem.expected}


def parser() -> argparse.ArgumentParser:
    """Returns the command line."""
    parser = project_parser("validate", "Check stack files as a preview does, without hosts, engine and secrets: all problems at once.")
    parser.add_argument(
        "stack", nargs="*", metavar="STACK", help="names of stacks: Pulumi.<stack>.yaml in the project's directory of stacks"
    )
    parser.add_argument("--all", action="store_true", help="check every stack file of the project")
    parser.add_argument("--json", action="store_true", help="print the report as JSON")
    return parser
