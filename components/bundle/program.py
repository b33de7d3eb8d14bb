"""Runs the programs of this machine that `make bundle` uses."""

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final

from .problems import BundleError

SECONDS: Final = 1800
NOTHING: Final[Mapping[str, str]] = MappingProxyType({})


def output(*words: str | Path, advice: str, environment: Mapping[str, str] = NOTHING) -> bytes:
    """Returns the output of a program, in the locale C; `environment` is added to that of this process.

    `advice` tells the user what to do if this machine does not have the program.

    Raises:
        BundleError: the program is missing, fails, or does not end within half an hour.
    """
    named = f"{' '.join(map(str, words[:3]))} … {words[-1]}"
    try:
        done = subprocess.run(words, env={**os.environ, "LC_ALL": "C", **environment}, capture_output=True, timeout=SECONDS, check=False)
    except FileNotFoundError as error:
        raise BundleError(f"there is no `{words[0]}` on this machine: {advice}") from error
    except subprocess.TimeoutExpired as error:
        raise BundleError(f"{named}: has not ended after {SECONDS} s") from error
    if done.returncode != 0:
        said = (part.decode(errors="replace").strip() for part in (done.stdout, done.stderr))
        raise BundleError("\n".join([f"{named}: failed:", *filter(None, said)]))
    return done.stdout
