"""Asks many hosts at the same time, each by one connection of the system's `ssh`, in which a shell reads what it is to run.

Nothing of the user's own configuration is used: `pulumi up` does not read it either.
"""

import hashlib
import re
import shlex
import shutil
import subprocess
import threading
import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from .core.config.model import Bastion, Host, Ssh
from .project import Unusable

CONNECT_SECONDS: Final = 5
HOST_SECONDS: Final = 60
SIDE_BY_SIDE: Final = 32
THROUGH_A_BASTION: Final = 8
"""sshd refuses logins at random from 10 unauthenticated connections on (MaxStartups)."""
LOST: Final = 255
"""The exit status of ssh if it fails itself; any other is that of the command."""
_UNREACHED: Final = "it cannot be reached from there"
_WRONG_KEY: Final = re.compile(r"host key .* has changed|Host key verification failed", re.IGNORECASE)


def require_ssh() -> None:
    """Raises Unusable if this machine has no `ssh`."""
    if shutil.which("ssh") is None:
        raise Unusable("there is no `ssh` on this machine: install OpenSSH's client")


@dataclass(frozen=True, slots=True)
class Question:
    """What a shell of root reads on a host."""

    host: Host
    stdin: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """The stdout of a host, and the times here before and after, in seconds since 1970.

    Where `out` has no answer, `failed` is "reachable" (there was no connection) or "sudo" (no shell of root), and `reason` says why.
    """

    out: str
    sent: float
    received: float
    failed: str
    reason: str


def ask_each(questions: Sequence[Question], key_file: Path | None) -> dict[str, Reply]:
    """Returns the replies by name of the host. Without `key_file` the SSH agent is asked."""
    with TemporaryDirectory(prefix="ssh-") as directory, ThreadPoolExecutor(SIDE_BY_SIDE) as pool:
        asker = _Asker(_known_hosts(Path(directory), [question.host for question in questions]), key_file)
        try:
            return dict(zip([question.host.name for question in questions], pool.map(asker.ask, questions), strict=True))
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


class _Asker:
    """The settings that all connections share."""

    def __init__(self, known_hosts: Path, key_file: Path | None) -> None:
        identity = ["-o", "IdentityFile=none"] if key_file is None else ["-i", str(key_file), "-o", "IdentitiesOnly=yes"]
        self._options = [
            *("-F", "none", *identity, "-o", f"UserKnownHostsFile={quoted(known_hosts)}", "-o", "GlobalKnownHostsFile=none"),
            *("-o", "StrictHostKeyChecking=yes", "-o", "BatchMode=yes", "-o", f"ConnectTimeout={CONNECT_SECONDS}"),
            *("-o", "UpdateHostKeys=no", "-o", "LogLevel=ERROR", "-o", "ControlPath=none", "-T"),
        ]
        self._doors: Mapping[Bastion, threading.Semaphore] = defaultdict(lambda: threading.Semaphore(THROUGH_A_BASTION))
        self._lock = threading.Lock()

    def ask(self, question: Question) -> Reply:
        """Returns the reply of a host; a failure is a reply, too."""
        bastion = question.host.ssh.bastion
        if bastion is None:
            return self._ask(question)
        with self._lock:
            door = self._doors[bastion]
        with door:
            return self._ask(question)

    def _ask(self, question: Question) -> Reply:
        host = question.host
        shell = "bash -s" if host.ssh.user == "root" else "sudo -n bash -s"
        sent = time.time()
        status, out, err = run(["ssh", *self._way(host), shell], question.stdin)
        failed, reason = _failure(host, status, err)
        return Reply(out=out, sent=sent, received=time.time(), failed=failed, reason=reason)

    def _way(self, host: Host) -> list[str]:
        ssh, address = host.ssh, host.login_address
        through: list[str] = []
        if ssh.bastion:
            hop = ["ssh", *self._options, *_server(ssh.bastion.address, ssh.bastion), "-W", f"[{address}]:{ssh.port}"]
            # ssh hands the line to a shell, after it has read its own percent signs.
            through = ["-o", f"ProxyCommand={shlex.join([*hop, ssh.bastion.address]).replace('%', '%%')}"]
        return [*self._options, *through, *_server(address, ssh), address]


def _failure(host: Host, status: int | None, err: str) -> tuple[str, str]:
    """Returns what failed if there was no answer, and the reason."""
    said = "".join(printable(err)[-1:])
    if status is None:
        return "reachable", f"no answer within {HOST_SECONDS} s"
    if status == LOST:
        return "reachable", _reason(err, host.ssh.bastion)
    return "sudo", f"its user {host.ssh.user} cannot work as root ({said or f'exit status {status}'})"


def _server(address: str, server: Ssh | Bastion) -> list[str]:
    # The type that is known is the one to ask for: a server with several shows its best.
    kind = server.host_key.split()[0]
    return ["-p", str(server.port), "-l", server.user, "-o", f"HostKeyAlgorithms={kind}", "-o", f"HostKeyAlias={_alias(address, server)}"]


def _alias(address: str, server: Ssh | Bastion) -> str:
    """Returns the HostKeyAlias of a server, which contains its key, so that a bastion and a host at the same address do not share keys."""
    return hashlib.sha256(f"{address} {server.port} {server.host_key}".encode()).hexdigest()[:32]


def _known_hosts(directory: Path, hosts: Sequence[Host]) -> Path:
    file = directory / "known_hosts"
    servers: list[tuple[str, Ssh | Bastion]] = [(host.login_address, host.ssh) for host in hosts]
    servers += [(bastion.address, bastion) for host in hosts if (bastion := host.ssh.bastion)]
    lines = {f"{_alias(address, server)} {server.host_key}\n" for address, server in servers}
    file.write_text("".join(sorted(lines)))
    return file


def quoted(path: Path) -> str:
    """Returns a path as a value of ssh_config(5)."""
    return '"' + str(path).replace("%", "%%") + '"'


def run(command: list[str], stdin: str) -> tuple[int | None, str, str]:
    """Returns the exit status, stdout and stderr, or None after the time limit."""
    try:
        done = subprocess.run(
            command, input=stdin, capture_output=True, text=True, encoding="utf-8", errors="replace", timeout=HOST_SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        return None, "", ""
    return done.returncode, done.stdout, done.stderr


def _reason(err: str, bastion: Bastion | None) -> str:
    """Returns why ssh failed, from its messages and those of the ssh to the bastion."""
    if "UNPROTECTED PRIVATE KEY FILE" in err:
        return "the private key file can be read by others, so ssh does not use it (chmod 600)"
    lines = printable(err)
    own = [line for line in lines if not re.search(r"^kex_exchange_identification|UNKNOWN port", line)]
    reason = "the host key is not the one of the stack" if any(_WRONG_KEY.search(line) for line in own) else "".join(own[-1:])
    if bastion and own and own != lines:
        return f"by its bastion {bastion.address}: {_UNREACHED if 'stdio forwarding failed' in own else reason}"
    return reason or "".join(lines[-1:]) or "ssh ended without a word"


def printable(text: str) -> list[str]:
    """Returns the lines that contain words, without control characters."""
    clean = ("".join(c if c.isprintable() else "" for c in line).strip() for line in text.splitlines())
    return [line[:200] for line in clean if line]
