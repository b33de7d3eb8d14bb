"""Looking for planted secrets in what other processes can see."""

import threading
from collections.abc import Iterable
from pathlib import Path


def needles(secret: str) -> list[bytes]:
    """Parts of a secret that nothing else contains: the full lines of a PEM body, or the value itself."""
    lines = [line for line in secret.splitlines() if line and not line.startswith("-----")]
    return [line.encode() for line in lines if len(line) >= 16]


class ProcessWatch(threading.Thread):
    """Reads the arguments and environment of every process on the machine, the lab's hosts included, until told to stop."""

    def __init__(self, secrets: Iterable[str], allowed: Iterable[int] = ()) -> None:
        super().__init__(daemon=True)
        self.needles = [needle for secret in secrets for needle in needles(secret)]
        self.allowed, self.found, self.rounds = set(allowed), set[str](), 0
        self._end = threading.Event()

    def run(self) -> None:
        """Watches; an interval of 50 ms sees every process that lives for longer."""
        while not self._end.wait(0.05):
            self.rounds += 1
            for process in Path("/proc").glob("[0-9]*"):
                self._look_at(process)

    def _look_at(self, process: Path) -> None:
        for kind in ("cmdline", "environ"):
            try:
                text = (process / kind).read_bytes()
            except OSError:
                continue
            if any(needle in text for needle in self.needles) and int(process.name) not in self.allowed:
                self.found.add(f"{kind} of {text[:80]!r}")

    def stop(self) -> set[str]:
        """Ends the watch; where a secret was seen."""
        self._end.set()
        self.join()
        return self.found
