"""`make bench`: measures, and writes docs/bench.md. With names as arguments only those: build, noop, preview."""

import os
import platform
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from bench import build, noop, preview
from bench.table import Row, markdown
from lab import engine
from lab.settings import Settings

Measurement = Callable[[Settings, dict[str, str], Path], list[Row]]
MEASUREMENTS: dict[str, Measurement] = {"preview": preview.measure, "build": build.measure, "noop": noop.measure}
PAGE = Path(__file__).resolve().parents[1] / "docs" / "bench.md"


def main(names: list[str]) -> int:
    """Runs the named measurements, all by default."""
    if unknown := set(names) - set(MEASUREMENTS):
        print(f"no such measurement: {', '.join(sorted(unknown))}; there are {', '.join(MEASUREMENTS)}", file=sys.stderr)
        return 2
    settings = Settings.from_env()
    environment = {**os.environ, **engine.environment(settings)}
    rows: list[Row] = []
    for name, measure in MEASUREMENTS.items():
        if not names or name in names:
            with tempfile.TemporaryDirectory(prefix="bench-") as directory:
                rows += measure(settings, environment, Path(directory))
    page = markdown(rows, machine=f"{os.cpu_count()} cores, {platform.system()} {platform.release()}")
    print(page)
    if not names:
        PAGE.write_text(page)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
