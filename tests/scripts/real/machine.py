"""A lab host over SSH, and steps run on it the way the library does: the input on stdin, the scripts in the login user's home."""

import json
import subprocess
from dataclasses import dataclass
from ipaddress import IPv4Address

from components.core.config.model import Host, Ssh
from components.core.steps import File, Step, command, packed_file
from components.core.steps.step import SCRIPTS_HOME
from components.remote.packing import packed_scripts
from lab.settings import Settings

# What any installation of a package or any login leaves: databases, caches and logs.
_NOT_OURS = (
    *("/proc", "/sys", "/run", "/dev", "/tmp", "/var/cache", "/var/log", "/var/tmp", "/var/lib/systemd", "/var/lib/sudo"),
    *("/var/lib/dpkg", "/var/lib/ucf", "/var/lib/apt/extended_states", "/var/lib/apt/lists", "/var/lib/rpm", "/var/lib/dnf"),
    # What Python makes of a plugin of dnf when it runs it, and where Debian's rpm has its database.
    *("/usr/lib/python3/dist-packages/dnf-plugins/__pycache__", "/root/.rpmdb"),
    *("/etc/passwd-", "/etc/shadow-", "/etc/group-", "/etc/gshadow-"),
)


@dataclass(frozen=True)
class Done:
    """How a command ended."""

    code: int
    out: str
    err: str


@dataclass(frozen=True)
class Machine:
    """One lab host; `cluster` is the id that names the directory of the scripts."""

    settings: Settings
    address: str
    host_key: str
    cluster: str

    def as_host(self, name: str) -> Host:
        ssh = Ssh(user="admin", port=22, host_key=self.host_key, bastion=None)
        return Host(name=name, address=IPv4Address(self.address), ssh=ssh)

    def run(self, line: str, stdin: str = "") -> Done:
        done = subprocess.run(self.ssh(line), input=stdin, text=True, capture_output=True, timeout=900, check=False)
        return Done(done.returncode, done.stdout, done.stderr)

    def ssh(self, line: str) -> list[str]:
        keys = self.settings.state / "ssh"
        options = ("-i", str(keys / "id_ed25519"), "-o", f"UserKnownHostsFile={keys / 'known_hosts'}", "-o", "BatchMode=yes")
        return ["ssh", *options, f"admin@{self.address}", line]

    def bring_scripts(self) -> None:
        file = packed_file(self.cluster)
        subprocess.run(self.ssh(f"mkdir -p $(dirname {file}) && cat >{file}"), input=packed_scripts().read_bytes(), check=True)

    def disk(self) -> set[str]:
        """Every file, with its kind, its mode and, if it is a file or a link, its size and target."""
        pruned = " -o ".join(f"-path {path}" for path in _NOT_OURS)
        found = self.run(f"sudo find / -xdev \\( {pruned} \\) -prune -o -type d -printf '%p %y\\n' -o -printf '%p %y %m %s %l\\n'")
        return {line for line in found.out.splitlines() if not line.startswith(f"/home/admin/{SCRIPTS_HOME}")}

    def step(self, step: Step, verb: str, secrets: tuple[File, ...] = ()) -> Done:
        return self.run(command(step.name, verb, self.cluster), step.input.with_files(*secrets).render_whole())


def well(done: Done) -> str:
    """What a step that ended well says it did."""
    assert (done.code, done.err) == (0, ""), done
    return done.out


def machines(settings: Settings, cluster: str) -> list[Machine]:
    known = json.loads((settings.state / "hosts.json").read_text())
    return [Machine(settings, host["address"], host["hostKey"], cluster) for host in known]
