"""Looking for secrets in what other processes can see."""

import threading
from collections.abc import Iterable
from pathlib import Path


def needles(secret: str) -> list[bytes]:
    """Parts of a secret that nothing else contains: the lines of a PEM body, or the value itself.

    The last line of an elliptic curve key is left out: it is the end of the public key, and stands in that as well.
    """
    lines = [line for line in secret.splitlines() if line and not line.startswith("-----")]
    return [line.encode() for line in (lines[:-1] or lines)]


class ProcessWatch(threading.Thread):
    """Collects the arguments and the environment of every process on the machine, those in the lab's hosts included."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.rounds = 0
        self._seen: set[bytes] = set()
        self._end = threading.Event()

    def run(self) -> None:
        """Collects until told to stop; the interval of 100 ms meets every process that lives for longer."""
        while not self._end.wait(0.1):
            self.rounds += 1
            for process in Path("/proc").glob("[0-9]*"):
                try:
                    self._seen.add((process / "cmdline").read_bytes())
                    environment = (process / "environ").read_bytes()
                except OSError:
                    continue
                # The engine hands a program its configuration, secrets opened, in this variable: the program's own affair.
                if b"PULUMI_CONFIG=" not in environment:
                    self._seen.add(environment)

    def stop(self) -> None:
        """Ends the watch."""
        self._end.set()
        self.join()

    def found(self, secrets: Iterable[str]) -> set[bytes]:
        """The beginnings of what was seen that holds one of the secrets."""
        looked_for = [needle for secret in secrets for needle in needles(secret)]
        return {text[:80] for text in self._seen if any(needle in text for needle in looked_for)}
