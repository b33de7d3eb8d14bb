"""Programs of this machine that do the work of a bundle."""

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final

from .problems import Hindrance

SECONDS: Final = 1800
NOTHING: Final[Mapping[str, str]] = MappingProxyType({})


def output(*words: str | Path, advice: str, environment: Mapping[str, str] = NOTHING) -> bytes:
    """What a program prints, untranslated; `environment` is added to this process's.

    `advice` is what to do where this machine has no such program.

    Raises:
        Hindrance: it is not there, fails, or does not end within half an hour.
    """
    named = f"{' '.join(map(str, words[:3]))} … {words[-1]}"
    try:
        done = subprocess.run(words, env={**os.environ, "LC_ALL": "C", **environment}, capture_output=True, timeout=SECONDS, check=False)
    except FileNotFoundError as error:
        raise Hindrance(f"there is no `{words[0]}` on this machine: {advice}") from error
    except subprocess.TimeoutExpired as error:
        raise Hindrance(f"{named}: has not ended after {SECONDS} s") from error
    if done.returncode != 0:
        said = (part.decode(errors="replace").strip() for part in (done.stdout, done.stderr))
        raise Hindrance("\n".join([f"{named}: failed:", *filter(None, said)]))
    return done.stdout
