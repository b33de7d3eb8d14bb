"""What a test asks of a host: a command run as root, its logins, and whether anything was left behind."""

import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from lab.settings import Settings

TRACES = Path(__file__).with_name("traces.sh")


@dataclass(frozen=True)
class LabHost:
    """One host of the lab, reached as root (the library comes as admin, so that logins can be told apart)."""

    settings: Settings
    index: int

    @property
    def address(self) -> str:
        """Its IP address."""
        return self.settings.host_address(self.index)

    def run(self, script: str, check: bool = True) -> str:
        """Runs a shell script and returns its stdout."""
        done = subprocess.run(
            ["ssh", "-q", "-i", self.settings.client_key, "-o", f"UserKnownHostsFile={self.settings.known_hosts}",
             "-o", "StrictHostKeyChecking=yes", "-o", "BatchMode=yes", f"root@{self.address}", "bash -s"],
            input=script, text=True, capture_output=True, timeout=180, check=False,
        )  # fmt: skip
        assert not check or done.returncode == 0, f"host {self.index}: {script}\n{done.stdout}{done.stderr}"
        return done.stdout

    def logins(self) -> int:
        """How often the library's user has logged in since the host's boot."""
        return int(self.run("journalctl -q -b -u ssh --no-pager | grep -c 'Accepted publickey for admin' || true"))

    def traces(self) -> set[str]:
        """Packages, files, links, mounts, rules and processes, as lines to compare with another moment's."""
        return set(self.run(TRACES.read_text()).splitlines())


def known_key(settings: Settings, index: int) -> str:
    """The public key of a host of the lab, as a stack file has it."""
    lines = (line.split() for line in settings.known_hosts.read_text().splitlines())
    return next(f"{kind} {key}" for address, kind, key in lines if address == settings.host_address(index))


OTHER_NETWORK = "203.0.113"
SECOND_CARD = """
ip link add wan0 type veth peer name wan0-end && ip link set wan0 up && ip link set wan0-end up
ip address add {address}/24 dev wan0 && ip route replace default dev wan0
"""


def add_second_card(host: LabHost) -> str:
    """Another network card, which has the default route, as on machines with a public and a private one; its address."""
    address = f"{OTHER_NETWORK}.{host.index}"
    host.run(SECOND_CARD.format(address=address))
    return address


def eventually(condition: Callable[[], bool], what: str, seconds: float = 60) -> None:
    """Waits until the condition holds; fails with `what` when it does not within the bound."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, f"not within {seconds} s: {what}"
        time.sleep(0.5)


def at_last_none(trouble: Callable[[], list[str]], what: str, seconds: float = 60) -> None:
    """Waits until there is no trouble any more; fails with the last of it when there is some after the bound."""
    last: list[str] = []

    def gone() -> bool:
        last[:] = trouble()
        return not last

    try:
        eventually(gone, what, seconds)
    except AssertionError as late:
        raise AssertionError("\n".join([str(late), *last])) from late
