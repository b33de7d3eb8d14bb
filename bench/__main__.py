"""`make bench`: measures, and writes docs/bench.md. With names as arguments only those: preview, build, ha, noop."""

import os
import platform
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from bench import build, ha, noop, preview
from bench.table import Row, markdown
from lab import engine
from lab.settings import Settings
from tests.lab_machine import lab

Measurement = Callable[[Settings, dict[str, str], Path], list[Row]]
MEASUREMENTS: dict[str, Measurement] = {
    "preview": preview.measure,
    "build": build.measure,
    "ha": ha.measure,
    "noop": noop.measure,
}
PAGE = Path(__file__).resolve().parents[1] / "docs" / "bench.md"


def main(names: list[str]) -> int:
    """Runs the named measurements, all by default."""
    if unknown := set(names) - set(MEASUREMENTS):
        print(f"no such measurement: {', '.join(sorted(unknown))}; there are {', '.join(MEASUREMENTS)}", file=sys.stderr)
        return 2
    settings = Settings.from_env()
    lab("up", "--hosts", str(len(build.NODES)))
    try:
        page = markdown(rows(settings, names), machine=f"{os.cpu_count()} cores, {platform.system()} {platform.release()}")
    finally:
        lab("down")
    print(page)
    if not names:
        PAGE.write_text(page)
    return 0


def rows(settings: Settings, names: list[str]) -> list[Row]:
    """The results of the named measurements."""
    # As users have it, whatever this shell says: Python compiles a program once, not in every run.
    environment = {**os.environ, **engine.environment(settings), "PYTHONDONTWRITEBYTECODE": ""}
    found: list[Row] = []
    for name, measure in MEASUREMENTS.items():
        if not names or name in names:
            with tempfile.TemporaryDirectory(prefix="bench-") as directory:
                found += measure(settings, environment, Path(directory))
    return found


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
