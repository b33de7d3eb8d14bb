"""Looking for secrets in what other processes can see."""

import base64
import threading
from collections.abc import Iterable
from pathlib import Path

from cryptography.hazmat.primitives import serialization


def needles(secret: str) -> list[bytes]:
    """Parts of a secret that nothing public contains: lines of a PEM body that do not stand in its public half, or the value itself."""
    lines = [line for line in secret.splitlines() if line and not line.startswith("-----")]
    public = _public_half(secret)
    return [line.encode() for line in lines if line not in public]


def _public_half(secret: str) -> str:
    """The public key of a private one in the forms that a state shows, each on one line; empty for what is no private key."""
    if "PRIVATE KEY" not in secret:
        return ""
    load = serialization.load_ssh_private_key if "OPENSSH" in secret else serialization.load_pem_private_key
    public = load(secret.encode(), password=None).public_key()
    spki = public.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    ssh = public.public_bytes(serialization.Encoding.OpenSSH, serialization.PublicFormat.OpenSSH)
    return f"{base64.b64encode(spki).decode()} {ssh.decode()}"


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

    def found(self, needles: Iterable[bytes]) -> set[bytes]:
        """The beginnings of what was seen that holds one of the needles."""
        wanted = list(needles)
        return {text[:80] for text in self._seen if any(needle in text for needle in wanted)}
