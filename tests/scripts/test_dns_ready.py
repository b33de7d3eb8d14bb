"""dns-ready: a run that builds a cluster ends once its names are answered, or says why they are not."""

import socket
import struct
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from components.core.steps import dns_ready_step
from tests.core.samples import SMALL
from tests.scripts.sandbox import BUNDLE, SCRIPTS, Sandbox

NAME = "kubernetes.default.svc.cluster.local"
NXDOMAIN = 3


@contextmanager
def server(code: int, answers: int, heard: list[bytes]) -> Iterator[str]:
    """A DNS server that says the same to everybody, and what it hears; its address and port as bash names them."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def answer() -> None:
            connection, _ = listener.accept()
            with connection:
                length = struct.unpack("!H", connection.recv(2))[0]
                heard.append(connection.recv(length, socket.MSG_WAITALL))
                header = heard[0][:2] + struct.pack("!5H", 0x8180 | code, 1, answers, 0, 0)
                message = header + heard[0][12:]
                connection.sendall(struct.pack("!H", len(message)) + message)

        thread = threading.Thread(target=answer, daemon=True)
        thread.start()
        yield f"127.0.0.1/{listener.getsockname()[1]}"
        thread.join(timeout=10)


def knows(address: str) -> bool:
    script = f'set -Eeuo pipefail; source "{SCRIPTS}/lib/dns.sh"; if dns_knows "$1" "$2"; then echo yes; else echo no; fi'
    done = subprocess.run(["bash", "-c", script, "ask", address, NAME], capture_output=True, text=True, timeout=30, check=True)
    assert done.stderr == ""
    return done.stdout == "yes\n"


@pytest.mark.parametrize(("code", "answers", "known"), [(0, 1, True), (0, 0, False), (NXDOMAIN, 0, False), (2, 0, False)])
def test_an_answer_counts_if_it_has_an_address(code: int, answers: int, known: bool) -> None:
    heard: list[bytes] = []
    with server(code, answers, heard) as address:
        assert knows(address) is known
    labels = b"".join(bytes([len(label)]) + label.encode() for label in NAME.split("."))
    assert heard[0][2:] == struct.pack("!5H", 0x0100, 1, 0, 0, 0) + labels + b"\0" + struct.pack("!2H", 1, 1)


def test_a_server_that_is_not_there_knows_nothing() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    assert not knows(f"127.0.0.1/{port}")


def test_a_silent_dns_ends_in_what_the_api_says_of_its_pods(host: Sandbox) -> None:
    host.write("/etc/kubernetes/admin.conf", "")
    host.claim("small", "cp-1", "control-plane")
    script = host.path(f"{BUNDLE}/dns-ready.sh")
    script.write_text(script.read_text().replace("within 600", "within 1"))
    said = {
        "*' get pods '*wide*": "coredns-1 0/1 ContainerCreating",
        "*' get pods '*": "coredns-1: ImagePullBackOff: no such image",
        "*' get events '*": "coredns-1: FailedCreatePodSandBox: no /run/flannel/subnet.env",
        "*' logs '*": "[pod/coredns-1] plugin/loop detected",
    }
    cases = "\n".join(f"{pattern}) echo '{text}' ;;" for pattern, text in said.items())
    host.replace_command("kubectl", f'case "$*" in\n{cases}\nesac')

    done = host.run(dns_ready_step(SMALL), "create")

    assert done.code == 1
    assert done.err.startswith("error: the DNS of small (10.96.0.10) did not answer within 1 s")
    assert [line.strip() for line in done.err.splitlines()[1:]] == list(said.values())
