"""The file in which the scripts travel, made once a run."""

import time
from functools import cache, lru_cache
from pathlib import Path
from typing import Final

from ..cache import cache_directory, keep
from ..core.steps import File
from ..core.steps.packing import packed
from ..core.steps.step_input import digest

SCRIPTS: Final = Path(__file__).resolve().parents[1] / "scripts"
UNUSED_SECONDS: Final = 30 * 24 * 3600.0


def packed_scripts(shared: tuple[File, ...] = ()) -> Path:
    """Returns the file for hosts that share these files. Its name is its digest.

    It stays on this machine, for the engine and the plugin read it later.
    """
    text, name = _packed(shared)
    file = cache_directory("scripts", f"{name}.sh")
    if file.exists():
        file.touch()
    else:
        keep(file, text.encode())
        _forget_unused(file.parent)
    return file


def _forget_unused(directory: Path) -> None:
    for file in directory.iterdir():
        if file.stat().st_mtime < time.time() - UNUSED_SECONDS:
            file.unlink(missing_ok=True)


@lru_cache(maxsize=64)
def _packed(shared: tuple[File, ...]) -> tuple[str, str]:
    text = packed(_scripts(), *([shared] if shared else []))
    return text, digest(text)


@cache
def _scripts() -> dict[str, str]:
    return {path.relative_to(SCRIPTS).as_posix(): path.read_text() for path in SCRIPTS.rglob("*.sh")}
