"""The scripts under a real bash, on directories of a test instead of the machine's, with stand-ins for what would change it.

A mount namespace puts the test's /etc, /var, /run, /opt, /home and /usr/local in the place of the machine's; the scripts run unchanged.
"""

import os
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from components.core.steps import File, Step
from components.core.steps.step_input import digest, shared_document
from tests.scripts.endings import Endings

SCRIPTS = Path(__file__).parents[2] / "components" / "scripts"
STAND_INS = Path(__file__).parent / "stand_ins"
RECORDED = ("modprobe", "ip", "journalctl", "swapon", "swapoff", "nft", "ip6tables-save")
CLUSTER_ID = "0123456789ab"
BUNDLE = f"/home/admin/.pulumi-kubeadm/{CLUSTER_ID}/scripts"
OWNER = "/var/lib/pulumi-kubeadm/owner"
# /var last, for a test's directory may be below it.
DIRECTORIES = ("etc", "run", "opt", "home", "usr/local", "var")
# No network but a loopback of its own: what a script would ask of an address of a sample must reach nobody.
UNSHARE = ("unshare", "--mount", "--net", *(() if os.geteuid() == 0 else ("--user", "--map-root-user")))
ENTER = f"""
ip link set lo up || exit 125
mount --all --fstab "$0" || exit 125
exec env -i sh {BUNDLE}/as-root.sh "$@"
"""


@cache
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

    def __init__(self, root: Path, endings: Endings | None = None) -> None:
        """A host on its first day; with `endings`, a step that has ended on such a host before is not run again."""
        self.root, self.endings, self.history = root, endings, ""
        for directory in DIRECTORIES:
            (root / directory).mkdir(parents=True)
        (root / "etc" / "os-release").write_text("ID=debian\nVERSION_ID=12\n")
        (root / "etc" / "alternatives").mkdir()
        shutil.copytree(SCRIPTS, self.path(BUNDLE))
        shutil.copytree(STAND_INS, root / "usr/local/sbin")
        for name in RECORDED:
            (root / "usr/local/sbin" / name).symlink_to("recorder")
        # It would wait for whatever else this machine has to write; tests/scripts/test_power.py has the real one.
        (root / "usr/local/sbin/sync").symlink_to("/bin/true")
        self.state = root / "usr/local/state"
        (self.state / "nodes").mkdir(parents=True)
        for name in ("packages", "holds", "rules", "other-nodes", "attempt"):
            (self.state / name).touch()
        self.write("/usr/local/state/kubelet-config", "born: true\n")
        self.write("/usr/local/state/ca.crt", "")

    @classmethod
    def at(cls, root: Path) -> "Sandbox":
        """A host whose directories are there already: a copy of another."""
        host = cls.__new__(cls)
        host.root, host.state = root, root / "usr/local/state"
        host.endings, host.history = None, ""
        return host

    def path(self, path: str) -> Path:
        """Where the host's `path` is on this machine."""
        return self.root / path.removeprefix("/")

    def write(self, path: str, text: str) -> None:
        self.path(path).parent.mkdir(parents=True, exist_ok=True)
        self.path(path).write_text(text)

    def claim(self, cluster: str, node: str, role: str, **other: object) -> None:
        """Whose the host is, as a first step that ended well has written it down."""
        lines = {"cluster": cluster, "id": CLUSTER_ID, "node": node, "role": role, "generation": 1, "born": "yes", **other}
        self.write(OWNER, "".join(f"{key} {value}\n" for key, value in lines.items()))

    def replace_command(self, name: str, script: str) -> None:
        """Another stand-in for one command."""
        program = self.root / "usr/local/sbin" / name
        program.unlink(missing_ok=True)
        program.write_text(f"#!/bin/bash\n{script}\n")
        program.chmod(0o755)

    def run(self, step: Step, verb: str, secrets: tuple[File, ...] = ()) -> Done:
        """One verb, its input on stdin; an error of the sandbox itself fails the test."""
        given = step.input.with_files(*secrets)
        if given.shared:
            text = shared_document(given.shared)
            self.write(f"{BUNDLE}/shared/{digest(text)}.sh", text)
        step_input = given.render()

        def run() -> Done:
            done = subprocess.run(self.command(step.name, verb), input=step_input, **_TEXT)
            assert done.returncode != 125, done.stderr
            return Done(done.returncode, done.stdout, done.stderr)

        return self.remembered((step.name, verb, step_input), run)

    def remembered(self, what: tuple[str, ...], run: Callable[[], Done]) -> Done:
        """What `run` does and says, be it this time or an earlier one."""
        if self.endings is None:
            return run()
        done, self.history = self.endings.of(self.root, self.history, what, run)
        return done

    def command(self, step: str, verb: str) -> list[str]:
        root, mounts = str(self.root).replace(" ", r"\040"), Path(f"{self.root}.fstab")
        # Hundreds of links to programs, which stay the machine's.
        lines = [f"/etc/alternatives {root}/etc/alternatives none bind,ro", *(f"{root}/{path} /{path} none rbind" for path in DIRECTORIES)]
        mounts.write_text("".join(f"{line}\n" for line in lines))
        return [*UNSHARE, "bash", "-c", ENTER, str(mounts), step, verb]

    def calls(self, command: str = "") -> list[str]:
        """The commands that were called so far, those that begin with `command`."""
        log = self.path("/usr/local/calls")
        return [line for line in log.read_text().splitlines() if line.startswith(command)] if log.exists() else []

    def forget_calls(self) -> None:
        self.path("/usr/local/calls").unlink(missing_ok=True)

    def files(self) -> dict[str, str]:
        """Every file of the host but those of the stand-ins and those that came with the scripts, with its content."""
        found = {}
        for directory in ("etc", "run", "opt", "var", "home"):
            for path in (self.root / directory).rglob("*"):
                if not path.is_dir() and not path.is_symlink() and self.path(f"{BUNDLE}/shared") not in path.parents:
                    found["/" + str(path.relative_to(self.root))] = path.read_text()
        return found


_TEXT = {"text": True, "capture_output": True, "check": False, "timeout": 120}
