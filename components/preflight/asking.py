"""Ask all hosts for their facts, side by side over the system's `ssh`, within a bound."""

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
from ..core.spec.known_hosts import spellings
from ..core.spec.model import Bastion, Ssh

SCRIPT: Final = Path(__file__).resolve().parent / "facts.sh"
CONNECT_SECONDS: Final = 5
HOST_SECONDS: Final = 20
SIDE_BY_SIDE: Final = 32
THROUGH_A_BASTION: Final = 8
"""sshd refuses more than 10 logins that have begun and not ended (MaxStartups)."""
LOST: Final = 255
"""ssh's own failures; anything else is the exit status of the command."""


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
        said = _last_line(err)
        if status is None:
            return Answer(failed="reachable", reason=f"no answer within {HOST_SECONDS} s")
        if status == LOST:
            return Answer(failed="reachable", reason=_reason(err))
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
    return spellings(address, server.port)[0]


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


def _reason(err: str) -> str:
    if re.search(r"host key .* has changed|Host key verification failed", err, re.IGNORECASE):
        return "its host key is not the one of the stack (or of known_hosts)"
    return _last_line(err) or "ssh ended without a word"


def _last_line(text: str) -> str:
    lines = [line for line in ("".join(c if c.isprintable() else "" for c in raw).strip() for raw in text.splitlines()) if line]
    return lines[-1][:200] if lines else ""
