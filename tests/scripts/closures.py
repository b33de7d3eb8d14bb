"""What a step runs on a host: its script and every file that it needs, as the scripts themselves declare it."""

import hashlib
import re
from collections.abc import Iterator
from functools import cache

from tests.scripts.sandbox import SCRIPTS

RUN = "run.sh"
STEPS = sorted(path.stem for path in SCRIPTS.glob("*.sh") if path.name not in {RUN, "as-root.sh", "unpack.sh"})
PLATFORMS = sorted(f"platform/{path.name}" for path in (SCRIPTS / "platform").iterdir())
PACKAGES = "lib/packages.sh"
"""What platforms are written for: what needs it runs one of them."""


def closure(*begin: str) -> frozenset[str]:
    """Paths below `components/scripts`, of what these scripts need by the lines `need LIBRARY…`, `delete_leftovers_of STEP…` and paths
    below $BUNDLE, and so on from there."""
    found: set[str] = set()
    left = [*begin]
    while left:
        path = left.pop()
        if path not in found:
            found.add(path)
            left += _needed(path)
    return frozenset(found)


def of_step(step: str) -> frozenset[str]:
    """What is run by run.sh for a step, whichever platform the host has."""
    return closure(RUN, f"{step}.sh")


def digest(step: str) -> str:
    """Changes with any file of the step's closure, or its name."""
    hashed = hashlib.sha256()
    for path in sorted(of_step(step)):
        hashed.update(f"{path}\0{hashlib.sha256((SCRIPTS / path).read_bytes()).hexdigest()}\n".encode())
    return hashed.hexdigest()[:16]


@cache
def code(path: str) -> str:
    """A script without its comments."""
    return re.sub(r"(^|\s)#\s.*$", "", (SCRIPTS / path).read_text(), flags=re.MULTILINE)


def defined(path: str) -> frozenset[str]:
    """The functions and the global variables, in capitals, that a script gives to others."""
    functions = re.findall(r"^(\w+)\(\)", code(path), re.MULTILINE)
    assigned = re.findall(r"^(?:declare -gA )?((?:[A-Z][A-Z0-9_]*=\S*(?: |$))+)", code(path), re.MULTILINE)
    return frozenset([*functions, *(name for line in assigned for name in re.findall(r"([A-Z][A-Z0-9_]*)=", line))])


def used(path: str, names: frozenset[str]) -> frozenset[str]:
    """Those of the names that a script uses: a variable by $, a name of several words anywhere, a single word where a command stands."""
    return frozenset(name for name in names if re.search(_use(name), code(path), re.MULTILINE))


@cache
def _use(name: str) -> str:
    if name.isupper():
        return rf"\$\{{?[#!]?{name}\b"
    if "_" in name:
        return rf"(?<![\w$./=-]){name}(?![\w=./(-])"
    return rf"(?:^|[;&|({{!]|\b(?:then|do|else|if|elif|while|until))\s*{name}(?=[\s;)]|$)"


def _needed(path: str) -> Iterator[str]:
    for libraries in re.findall(r"^need (.+)$", code(path), re.MULTILINE):
        yield from (f"lib/{library}.sh" for library in libraries.split())
    for steps in re.findall(r"^\s*delete_leftovers_of (.+)$", code(path), re.MULTILINE):
        yield from (f"{step}.sh" for step in steps.split())
    yield from re.findall(r"\$BUNDLE/([\w/-]+\.sh)", code(path))
    if path == PACKAGES:
        yield from PLATFORMS
