"""Golden files: what is rendered, kept as files, so that a diff in review shows what will change on which machine."""

import difflib
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest


@dataclass(frozen=True)
class Golden:
    """A folder of golden files; with `update` it is rewritten instead of compared."""

    root: Path
    update: bool

    def check(self, folder: str, rendered: Mapping[str, str]) -> None:
        """Compares texts, by their path in `folder`, with all files there; fails with a unified diff."""
        kept = self.root / folder
        if self.update:
            shutil.rmtree(kept, ignore_errors=True)
            for name, text in rendered.items():
                (kept / name).parent.mkdir(parents=True, exist_ok=True)
                (kept / name).write_text(text)
        there = {str(path.relative_to(kept)): path.read_text() for path in kept.rglob("*") if path.is_file()}
        names = sorted({*there, *rendered})
        diff = "".join(_diff(f"{folder}/{name}", there.get(name, ""), rendered.get(name, "")) for name in names)
        if diff or there.keys() != rendered.keys():
            pytest.fail(f"differs from tests/golden (rewrite it with --update-golden):\n{diff}", pytrace=False)


def _diff(name: str, before: str, now: str) -> str:
    lines = difflib.unified_diff(before.splitlines(True), now.splitlines(True), f"golden/{name}", f"rendered/{name}")
    return "".join(lines)
