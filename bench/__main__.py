"""`make bench`: measures, and writes docs/bench.md. With names as arguments only those: preview, build, syncs, ha, noop, scale.

`python -m bench scale` alone needs no lab hosts, and has options (`--help`).
"""

import os
import platform
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from bench import build, ha, noop, preview, scale, syncs
from bench.table import Row, markdown
from lab import engine
from lab.settings import Settings
from tests.lab_machine import lab

Measurement = Callable[[Settings, dict[str, str], Path], list[Row]]
MEASUREMENTS: dict[str, Measurement] = {
    "preview": preview.measure,
    "build": build.measure,
    "syncs": syncs.measure,
    "ha": ha.measure,
    "noop": noop.measure,
    "scale": scale.measure,
}
PAGE = Path(__file__).resolve().parents[1] / "docs" / "bench.md"


def main(names: list[str]) -> int:
    """Runs the named measurements, all by default."""
    if names[:1] == ["scale"]:
        return alone(scale.Options.parsed(names[1:]))
    if unknown := set(names) - set(MEASUREMENTS):
        print(f"no such measurement: {', '.join(sorted(unknown))}; there are {', '.join(MEASUREMENTS)}", file=sys.stderr)
        return 2
    settings = Settings.from_env()
    lab("up", "--hosts", str(len(build.NODES)))
    try:
        page = markdown(rows(settings, names), machine())
    finally:
        lab("down")
    print(page)
    if not names:
        PAGE.write_text(page)
    return 0


def alone(options: scale.Options) -> int:
    """Measures the scale, which needs no lab hosts."""
    settings = Settings.from_env()
    with tempfile.TemporaryDirectory(prefix="bench-") as directory:
        print(markdown(scale.measure(settings, variables(settings), Path(directory), options), machine()))
    return 0


def machine() -> str:
    """What this machine is."""
    return f"{os.cpu_count()} cores, {platform.system()} {platform.release()}"


def variables(settings: Settings) -> dict[str, str]:
    """The environment of the CLI, as users have it whatever this shell says: Python compiles a program once, not in every run."""
    return {**os.environ, **engine.environment(settings), "PYTHONDONTWRITEBYTECODE": ""}


def rows(settings: Settings, names: list[str]) -> list[Row]:
    """The results of the named measurements."""
    environment = variables(settings)
    found: list[Row] = []
    for name, measure in MEASUREMENTS.items():
        if not names or name in names:
            with tempfile.TemporaryDirectory(prefix="bench-") as directory:
                found += measure(settings, environment, Path(directory))
    return found


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
