"""Asks all hosts for their facts at the same time, by the system's `ssh` and within a time limit."""

import hashlib
import re
import shlex
import subprocess
import threading
import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from ..core.config.model import Bastion, Ssh
from ..core.preflight import Answer, Requirement, offset, parse_facts

SCRIPT: Final = Path(__file__).resolve().with_name("facts.sh")
FUNCTIONS: Final = SCRIPT.with_suffix("")
"""The folder of what the script calls."""
CONNECT_SECONDS: Final = 5
HOST_SECONDS: Final = 60
SIDE_BY_SIDE: Final = 32
THROUGH_A_BASTION: Final = 8
"""sshd refuses logins at random from 10 unauthenticated connections on (MaxStartups)."""
LOST: Final = 255
"""The exit status of ssh if it fails itself; any other is that of the command."""
_UNREACHED: Final = "it cannot be reached from there"
_WRONG_KEY: Final = re.compile(r"host key .* has changed|Host key verification failed", re.IGNORECASE)


def ask_all(requirements: Sequence[Requirement], key_file: Path | None) -> dict[str, Answer]:
    """Returns the answers of the living hosts, by name. Without `key_file` the SSH agent is asked."""
    living = [requirement for requirement in requirements if not requirement.host.dead]
    with TemporaryDirectory(prefix="preflight-") as directory, ThreadPoolExecutor(SIDE_BY_SIDE) as pool:
        asker = _Asker(_known_hosts(Path(directory), living), key_file)
        try:
            return dict(zip([requirement.host.name for requirement in living], pool.map(asker.ask, living), strict=True))
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def script() -> str:
    """Returns the script that a host's shell reads after its parameters; it runs only once it has arrived completely."""
    return "".join(path.read_text() for path in (*sorted(FUNCTIONS.glob("*.sh")), SCRIPT))


class _Asker:
    """The settings that all connections share."""

    def __init__(self, known_hosts: Path, key_file: Path | None) -> None:
        self._script = script()
        identity = ["-o", "IdentityFile=none"] if key_file is None else ["-i", str(key_file), "-o", "IdentitiesOnly=yes"]
        # Nothing of the user's own configuration: `pulumi up` does not read it either.
        self._options = [
            *("-F", "none", *identity, "-o", f"UserKnownHostsFile={quoted(known_hosts)}", "-o", "GlobalKnownHostsFile=none"),
            *("-o", "StrictHostKeyChecking=yes", "-o", "BatchMode=yes", "-o", f"ConnectTimeout={CONNECT_SECONDS}"),
            *("-o", "UpdateHostKeys=no", "-o", "LogLevel=ERROR", "-o", "ControlPath=none", "-T"),
        ]
        self._doors: Mapping[Bastion, threading.Semaphore] = defaultdict(lambda: threading.Semaphore(THROUGH_A_BASTION))
        self._lock = threading.Lock()

    def ask(self, requirement: Requirement) -> Answer:
        """Returns the answer of a host; a failure is an answer, too."""
        bastion = requirement.host.ssh.bastion
        if bastion is None:
            return self._ask(requirement)
        with self._lock:
            door = self._doors[bastion]
        with door:
            return self._ask(requirement)

    def _ask(self, requirement: Requirement) -> Answer:
        shell = "bash -s" if requirement.host.ssh.user == "root" else "sudo -n bash -s"
        sent = time.time()
        status, out, err = run(["ssh", *self._way(requirement), shell], requirement.questions().render() + self._script)
        received = time.time()
        facts = parse_facts(out)
        if facts is not None:
            return Answer(facts=facts, offset=offset(facts, sent, received))
        said = "".join(printable(err)[-1:])
        if status is None:
            return Answer(failed="reachable", reason=f"no answer within {HOST_SECONDS} s")
        if status == LOST:
            return Answer(failed="reachable", reason=_reason(err, requirement.host.ssh.bastion))
        return Answer(failed="sudo", reason=f"its user {requirement.host.ssh.user} cannot work as root ({said or f'exit status {status}'})")

    def _way(self, requirement: Requirement) -> list[str]:
        ssh, address = requirement.host.ssh, requirement.host.login_address
        through: list[str] = []
        if ssh.bastion:
            hop = ["ssh", *self._options, *_server(ssh.bastion.address, ssh.bastion), "-W", f"[{address}]:{ssh.port}"]
            # ssh hands the line to a shell, after it has read its own percent signs.
            through = ["-o", f"ProxyCommand={shlex.join([*hop, ssh.bastion.address]).replace('%', '%%')}"]
        return [*self._options, *through, *_server(address, ssh), address]


def _server(address: str, server: Ssh | Bastion) -> list[str]:
    # The type that is known is the one to ask for: a server with several shows its best.
    kind = server.host_key.split()[0]
    return ["-p", str(server.port), "-l", server.user, "-o", f"HostKeyAlgorithms={kind}", "-o", f"HostKeyAlias={_alias(address, server)}"]


def _alias(address: str, server: Ssh | Bastion) -> str:
    """Returns the HostKeyAlias of a server, which contains its key, so that a bastion and a host at the same address do not share keys."""
    return hashlib.sha256(f"{address} {server.port} {server.host_key}".encode()).hexdigest()[:32]


def _known_hosts(directory: Path, requirements: Sequence[Requirement]) -> Path:
    file = directory / "known_hosts"
    servers: list[tuple[str, Ssh | Bastion]] = [(requirement.host.login_address, requirement.host.ssh) for requirement in requirements]
    servers += [(bastion.address, bastion) for requirement in requirements if (bastion := requirement.host.ssh.bastion)]
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
