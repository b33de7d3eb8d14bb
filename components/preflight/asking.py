"""Ask all hosts for their facts, side by side over the system's `ssh`, within a bound."""

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

from ..core.preflight import Answer, Duty, offset, parse_facts
from ..core.spec.model import Bastion, Ssh

SCRIPT: Final = Path(__file__).resolve().parent / "facts.sh"
CONNECT_SECONDS: Final = 5
HOST_SECONDS: Final = 60
SIDE_BY_SIDE: Final = 32
THROUGH_A_BASTION: Final = 8
"""sshd refuses more than 10 logins that have begun and not ended (MaxStartups)."""
LOST: Final = 255
"""ssh's own failures; anything else is the exit status of the command."""
_UNREACHED: Final = "it cannot be reached from there"
_WRONG_KEY: Final = re.compile(r"host key .* has changed|Host key verification failed", re.IGNORECASE)


def ask_all(duties: Sequence[Duty], key_file: Path | None) -> dict[str, Answer]:
    """The answers of the living, by name of the host. `key_file` None asks the SSH agent."""
    living = [duty for duty in duties if not duty.host.dead]
    with TemporaryDirectory(prefix="preflight-") as directory, ThreadPoolExecutor(SIDE_BY_SIDE) as pool:
        asker = _Asker(_known_hosts(Path(directory), living), key_file)
        try:
            return dict(zip([duty.host.name for duty in living], pool.map(asker.ask, living), strict=True))
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


class _Asker:
    """What all connections share."""

    def __init__(self, known_hosts: Path, key_file: Path | None) -> None:
        self._script = SCRIPT.read_text()
        identity = ["-o", "IdentityFile=none"] if key_file is None else ["-i", str(key_file), "-o", "IdentitiesOnly=yes"]
        # Nothing of the user's own configuration: `pulumi up` does not read it either.
        self._options = [
            *("-F", "none", *identity, "-o", f"UserKnownHostsFile={_quoted(known_hosts)}", "-o", "GlobalKnownHostsFile=none"),
            *("-o", "StrictHostKeyChecking=yes", "-o", "BatchMode=yes", "-o", f"ConnectTimeout={CONNECT_SECONDS}"),
            *("-o", "UpdateHostKeys=no", "-o", "LogLevel=ERROR", "-o", "ControlPath=none", "-T"),
        ]
        self._doors: Mapping[Bastion, threading.Semaphore] = defaultdict(lambda: threading.Semaphore(THROUGH_A_BASTION))
        self._lock = threading.Lock()

    def ask(self, duty: Duty) -> Answer:
        """One host's answer; whatever goes wrong is one."""
        bastion = duty.host.ssh.bastion
        if bastion is None:
            return self._ask(duty)
        with self._lock:
            door = self._doors[bastion]
        with door:
            return self._ask(duty)

    def _ask(self, duty: Duty) -> Answer:
        shell = "bash -s" if duty.host.ssh.user == "root" else "sudo -n bash -s"
        sent = time.time()
        status, out, err = _run(["ssh", *self._way(duty), shell], duty.questions().render() + self._script)
        received = time.time()
        facts = parse_facts(out)
        if facts is not None:
            return Answer(facts=facts, offset=offset(facts, sent, received))
        said = "".join(_lines(err)[-1:])
        if status is None:
            return Answer(failed="reachable", reason=f"no answer within {HOST_SECONDS} s")
        if status == LOST:
            return Answer(failed="reachable", reason=_reason(err, duty.host.ssh.bastion))
        return Answer(failed="sudo", reason=f"its user {duty.host.ssh.user} cannot work as root ({said or f'exit status {status}'})")

    def _way(self, duty: Duty) -> list[str]:
        ssh, address = duty.host.ssh, str(duty.host.address)
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
    """A name that holds its key: a bastion is known by its own alone, whatever a host of the same address is known by."""
    return hashlib.sha256(f"{address} {server.port} {server.host_key}".encode()).hexdigest()[:32]


def _known_hosts(directory: Path, duties: Sequence[Duty]) -> Path:
    file = directory / "known_hosts"
    servers: list[tuple[str, Ssh | Bastion]] = [(str(duty.host.address), duty.host.ssh) for duty in duties]
    servers += [(bastion.address, bastion) for duty in duties if (bastion := duty.host.ssh.bastion)]
    lines = {f"{_alias(address, server)} {server.host_key}\n" for address, server in servers}
    file.write_text("".join(sorted(lines)))
    return file


def _quoted(path: Path) -> str:
    return '"' + str(path).replace("%", "%%") + '"'


def _run(command: list[str], stdin: str) -> tuple[int | None, str, str]:
    """Exit status, stdout, stderr; None where it took too long."""
    try:
        done = subprocess.run(
            command, input=stdin, capture_output=True, text=True, encoding="utf-8", errors="replace", timeout=HOST_SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        return None, "", ""
    return done.returncode, done.stdout, done.stderr


def _reason(err: str, bastion: Bastion | None) -> str:
    """Why ssh failed, from what it and the one that it hops through have said."""
    if "UNPROTECTED PRIVATE KEY FILE" in err:
        return "the private key file can be read by others, so ssh does not use it (chmod 600)"
    lines = _lines(err)
    own = [line for line in lines if not re.search(r"^kex_exchange_identification|UNKNOWN port", line)]
    reason = "the host key is not the one of the stack" if any(_WRONG_KEY.search(line) for line in own) else "".join(own[-1:])
    if bastion and own and own != lines:
        return f"by its bastion {bastion.address}: {_UNREACHED if 'stdio forwarding failed' in own else reason}"
    return reason or "".join(lines[-1:]) or "ssh ended without a word"


def _lines(text: str) -> list[str]:
    """Those with words, fit for a screen."""
    clean = ("".join(c if c.isprintable() else "" for c in line).strip() for line in text.splitlines())
    return [line[:200] for line in clean if line]
