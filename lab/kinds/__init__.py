"""The table of fields in `components/core/config/upstream_fields.py`, made from the Go types of each minor: `python -m lab.kinds`."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TypeAlias

from lab.errors import LabError

DIRECTORY = Path(__file__).parent
TABLE = DIRECTORY.parents[1] / "components/core/config/upstream_fields.py"
ROOTS = (
    "k8s.io/kubelet/config/v1beta1.KubeletConfiguration",
    "k8s.io/kube-proxy/config/v1alpha1.KubeProxyConfiguration",
)
_WIDTH = 140
_HEAD = '''\
"""Fields of KubeletConfiguration and KubeProxyConfiguration, and of what is nested in them, of each minor.

Written by `python -m lab.kinds` from the Go types that `lab/kinds/modules.txt` pins; `upstream_kinds.py` reads it.
"""

from typing import Final

MINORS: Final = ({minors})
TABLE: Final = """\\
'''

Kinds: TypeAlias = Mapping[str, Mapping[str, str]]
"""Kinds by type and field: the kind of a value, or the type of its own fields; [] before it marks a list of those, {} a mapping to them."""


def table() -> str:
    """Returns the text of the table. Raises LabError if Go or a module is not available or not the pinned one."""
    kinds = {minor: _used(_read(modules)) for minor, modules in _pinned().items()}
    lines = [line for name in sorted({name for each in kinds.values() for name in each}) for line in _section(name, kinds)]
    minors = ", ".join(f'"{minor}"' for minor in kinds)
    return _HEAD.format(minors=minors) + "".join(f"{line}\n" for line in lines) + '"""\n'


def _pinned() -> dict[str, list[tuple[str, str, str]]]:
    """Returns the path, version and checksum of the modules of each minor."""
    modules: dict[str, list[tuple[str, str, str]]] = {}
    for line in (DIRECTORY / "modules.txt").read_text().splitlines():
        path, version, checksum = line.split()
        modules.setdefault(f"1.{version.split('.')[1]}", []).append((path, version, checksum))
    return modules


def _read(modules: list[tuple[str, str, str]]) -> Kinds:
    places = []
    for path, version, checksum in modules:
        found = json.loads(_go("mod", "download", "-json", f"{path}@{version}"))
        if found["Sum"] != checksum:
            raise LabError(f"{path}@{version} has the checksum {found['Sum']}, want {checksum} as lab/kinds/modules.txt has it")
        places.append(f"{path}={found['Dir']}")
    kinds: dict[str, dict[str, str]] = json.loads(_go("run", "main.go", *ROOTS, *places))
    return kinds


def _go(*words: str) -> str:
    try:
        environment = {**os.environ, "GOTOOLCHAIN": "local", "GOWORK": "off", "GOFLAGS": "-mod=mod", "GONOSUMDB": "*"}
        done = subprocess.run(["go", *words], cwd=DIRECTORY, env=environment, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        raise LabError("there is no Go compiler on PATH") from None
    if done.returncode:
        raise LabError(f"go {words[0]} failed:\n{done.stderr}{done.stdout}")
    return done.stdout


def _used(kinds: Kinds) -> Kinds:
    """Returns the types that the roots use, directly or through others."""
    used: set[str] = set()
    left = [root.rpartition(".")[2] for root in ROOTS]
    while left:
        name = left.pop().replace("[]", "").replace("{}", "")
        if name in kinds and name not in used:
            used.add(name)
            left += kinds[name].values()
    return {name: fields for name, fields in kinds.items() if name in used}


def _section(name: str, kinds: Mapping[str, Kinds]) -> Iterator[str]:
    yield name
    line = ""
    for word in sorted(_words(name, kinds)):
        if len(line) + len(word) + 1 > _WIDTH:
            yield line
            line = ""
        line += f"  {word}" if not line else f" {word}"
    yield line


def _words(name: str, kinds: Mapping[str, Kinds]) -> Iterator[str]:
    """Returns field:kind, with @ and the first and last minor that has it, if these are not the first and last of all."""
    minors = [*kinds]
    of_minors = {minor: each.get(name, {}) for minor, each in kinds.items()}
    for field in {field for fields in of_minors.values() for field in fields}:
        for kind in {fields[field] for fields in of_minors.values() if field in fields}:
            having = [minor for minor in minors if of_minors[minor].get(field) == kind]
            first = "" if having[0] == minors[0] else having[0]
            last = "" if having[-1] == minors[-1] else having[-1]
            yield f"{field}:{kind}@{first}-{last}" if first or last else f"{field}:{kind}"
