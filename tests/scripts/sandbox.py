"""The scripts under a real bash, on directories of a test instead of the machine's, with stand-ins for what would change it.

A mount namespace puts the test's /etc, /var, /run, /opt, /home and /usr/local in the place of the machine's; the scripts run unchanged.
"""

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from components.core.steps import File, Step

SCRIPTS = Path(__file__).parents[2] / "components" / "scripts"
STAND_INS = Path(__file__).parent / "stand_ins"
RECORDED = ("apt-mark", "modprobe", "hostname", "ip", "journalctl", "swapon", "swapoff", "nft", "ip6tables-save")
BUNDLE = "/home/admin/.pulumi-kubeadm/small/scripts"
# /var last, for a test's directory may be below it.
DIRECTORIES = ("etc", "run", "opt", "home", "usr/local", "var")
# No network either: what a script would ask of an address of a sample must reach nobody.
UNSHARE = ("unshare", "--mount", "--net", *(() if os.geteuid() == 0 else ("--user", "--map-root-user")))
ENTER = f"""
for directory in {" ".join(DIRECTORIES)}; do mount --bind "$0/$directory" "/$directory" || exit 125; done
exec env -i sh {BUNDLE}/as-root.sh "$@"
"""


def possible() -> bool:
    """Whether this machine lets a test have mounts of its own."""
    tried = subprocess.run([*UNSHARE, "mount", "--bind", "/usr", "/usr"], capture_output=True, check=False)
    return tried.returncode == 0


@dataclass(frozen=True)
class Done:
    """How a step ended: its exit code, and what its caller sees."""

    code: int
    out: str
    err: str


class Sandbox:
    """One host: its directories are below `root`."""

    def __init__(self, root: Path) -> None:
        self.root = root
        for directory in DIRECTORIES:
            (root / directory).mkdir(parents=True)
        (root / "etc" / "os-release").write_text("ID=debian\nVERSION_ID=12\n")
        shutil.copytree("/etc/alternatives", root / "etc" / "alternatives", symlinks=True)
        shutil.copytree(SCRIPTS, self.path(BUNDLE))
        shutil.copytree(STAND_INS, root / "usr/local/sbin")
        for name in RECORDED:
            (root / "usr/local/sbin" / name).symlink_to("recorder")
        self.state = root / "usr/local/state"
        (self.state / "nodes").mkdir(parents=True)
        for name in ("packages", "rules", "other-nodes", "kube-proxy-version", "attempt"):
            (self.state / name).touch()
        self.write("/usr/local/state/kubelet-config", "born: true\n")
        self.write("/usr/local/state/ca.crt", "")

    def path(self, path: str) -> Path:
        """Where the host's `path` is on this machine."""
        return self.root / path.removeprefix("/")

    def write(self, path: str, text: str) -> None:
        self.path(path).parent.mkdir(parents=True, exist_ok=True)
        self.path(path).write_text(text)

    def replace_command(self, name: str, script: str) -> None:
        """Another stand-in for one command."""
        program = self.root / "usr/local/sbin" / name
        program.unlink(missing_ok=True)
        program.write_text(f"#!/usr/bin/env bash\n{script}\n")
        program.chmod(0o755)

    def run(self, step: Step, verb: str, secrets: tuple[File, ...] = ()) -> Done:
        """One verb, its sheet on stdin; an error of the sandbox itself fails the test."""
        done = subprocess.run(self.command(step.name, verb), input=step.sheet.with_files(*secrets).render(), **_TEXT)
        assert done.returncode != 125, done.stderr
        return Done(done.returncode, done.stdout, done.stderr)

    def command(self, step: str, verb: str) -> list[str]:
        return [*UNSHARE, "bash", "-c", ENTER, str(self.root), step, verb]

    def calls(self, command: str = "") -> list[str]:
        """The commands that were called so far, those that begin with `command`."""
        log = self.path("/usr/local/calls")
        return [line for line in log.read_text().splitlines() if line.startswith(command)] if log.exists() else []

    def forget_calls(self) -> None:
        self.path("/usr/local/calls").unlink(missing_ok=True)

    def files(self) -> dict[str, str]:
        """Every file of the host but those of the stand-ins, with its content."""
        found = {}
        for directory in ("etc", "run", "opt", "var", "home"):
            for path in (self.root / directory).rglob("*"):
                if not path.is_dir() and not path.is_symlink():
                    found["/" + str(path.relative_to(self.root))] = path.read_text()
        return found


_TEXT = {"text": True, "capture_output": True, "check": False, "timeout": 120}
