"""An SSH server on loopback with a host key of its own, which lets one key in and leads on to ports of this machine, as a bastion does.

And an SSH agent.
"""

import io
import os
import shutil
import socket
import subprocess
import threading
import time
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType

import paramiko
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat


def private_key() -> tuple[paramiko.PKey, str]:
    """An Ed25519 key, and the text of its file."""
    text = Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, NoEncryption()).decode()
    return paramiko.Ed25519Key.from_private_key(io.StringIO(text)), text


@contextmanager
def agent(socket_path: Path, key_file: Path) -> Iterator[None]:
    """An SSH agent that holds one key; skips the test where there is none."""
    if not shutil.which("ssh-agent"):
        pytest.skip("no ssh-agent on PATH")
    process = subprocess.Popen(["ssh-agent", "-D", "-a", socket_path], stdout=subprocess.DEVNULL)
    try:
        while not socket_path.exists():
            time.sleep(0.02)
        subprocess.run(["ssh-add", "-q", key_file], env=os.environ | {"SSH_AUTH_SOCK": str(socket_path)}, check=True)
        yield
    finally:
        process.terminate()
        process.wait()


class SshServer:
    """Listens while it is entered, and greets a client after `seconds`; `hops` are the ports that it has led to."""

    def __init__(self, authorized: paramiko.PKey, seconds: float = 0) -> None:
        self.authorized, self.hops, self._seconds = authorized, list[int](), seconds
        self._key, _ = private_key()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]

    @property
    def host_key(self) -> str:
        """As known_hosts has it."""
        return f"{self._key.get_name()} {b64encode(self._key.asbytes()).decode()}"

    def __enter__(self) -> "SshServer":
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._listener.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                connection, _ = self._listener.accept()
                time.sleep(self._seconds)
                transport = paramiko.Transport(connection)
                transport.add_server_key(self._key)
                with suppress(paramiko.SSHException, EOFError):
                    transport.start_server(threading.Event(), _Session(self, transport))


class _Session(paramiko.ServerInterface):
    def __init__(self, server: SshServer, transport: paramiko.Transport) -> None:
        self._server, self._transport = server, transport

    def get_allowed_auths(self, username: str) -> str:
        return "publickey"

    def check_auth_publickey(self, username: str, key: paramiko.PKey) -> int:
        return paramiko.AUTH_SUCCESSFUL if key == self._server.authorized else paramiko.AUTH_FAILED

    def check_channel_direct_tcpip_request(self, chanid: int, origin: tuple[str, int], destination: tuple[str, int]) -> int:
        self._server.hops.append(destination[1])
        threading.Thread(target=self._lead, args=(destination,), daemon=True).start()
        return paramiko.OPEN_SUCCEEDED

    def _lead(self, destination: tuple[str, int]) -> None:
        channel = self._transport.accept(10)
        if channel is None:
            return
        with suppress(OSError), socket.create_connection(("127.0.0.1", destination[1]), timeout=10) as beyond:
            back = threading.Thread(target=_pump, args=(beyond, channel), daemon=True)
            back.start()
            _pump(channel, beyond)
            back.join(10)


def _pump(source: socket.socket | paramiko.Channel, to: socket.socket | paramiko.Channel) -> None:
    with suppress(OSError):
        while data := source.recv(65536):
            to.sendall(data)
    with suppress(OSError):
        to.close()
