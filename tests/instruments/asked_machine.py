"""A machine that answers a script of questions: real programs, with a test's directories in the place of its own."""

import shutil
import subprocess
from pathlib import Path

from tests.scripts.sandbox import DIRECTORIES, UNSHARE

# What it reads and runs is the test's; nothing can be written anywhere.
ENTER = f"""
for directory in {" ".join(DIRECTORIES)}; do
  mount --bind "$0/$directory" "/$directory" && mount -o remount,bind,ro "/$directory" || exit 125
done
mount -o remount,bind,ro / || exit 125
exec env -i bash -s
"""


class AskedMachine:
    """The directories of one machine."""

    def __init__(self, root: Path) -> None:
        self.root = root
        for directory in DIRECTORIES:
            (root / directory).mkdir(parents=True)
        # awk is a link there.
        shutil.copytree("/etc/alternatives", root / "etc" / "alternatives", symlinks=True)

    def write(self, path: str, text: str) -> None:
        """A file of the machine."""
        (self.root / path).parent.mkdir(parents=True, exist_ok=True)
        (self.root / path).write_text(text)

    def command(self, name: str, script: str) -> None:
        """A stand-in for one command."""
        self.write(f"usr/local/sbin/{name}", f"#!/usr/bin/env bash\n{script}\n")
        (self.root / "usr/local/sbin" / name).chmod(0o755)

    def told(self, questions: str) -> str:
        """What it prints when a shell reads these; anything on stderr fails the test."""
        line = [*UNSHARE, "bash", "-c", ENTER, str(self.root)]
        done = subprocess.run(line, input=questions, text=True, capture_output=True, timeout=60, check=False)
        assert (done.returncode, done.stderr) == (0, "")
        return done.stdout
