"""How the command stand-in opens connections, against servers on loopback; what needs a host is in tests/engine/test_dialling.py."""

import socket
import threading
from contextlib import contextmanager

import pytest

from lab.plugins.command import connection
from lab.plugins.command.dialling import connected
from lab.plugins.serving import Failure
from tests.instruments import ssh
from tests.lab.plugins.calls import Lines


@pytest.fixture(autouse=True)
def _no_agent(monkeypatch):
    """No agent of whoever runs the tests."""
    monkeypatch.delenv("SSH_AUTH_SOCK", raising=False)


@pytest.fixture
def login():
    """The key that `server` lets in, and the inputs that give it."""
    key, text = ssh.private_key()
    return key, {"user": "admin", "privateKey": text}


@pytest.fixture
def server(login):
    """A host, which is a bastion too."""
    with ssh.SshServer(login[0]) as running:
        yield running


@contextmanager
def dialled(log=None, **inputs):
    """A connection by the inputs of a resource to loopback."""
    to = connection.endpoint(connection.checked({"host": "127.0.0.1", "dialErrorLimit": 0, **inputs}))
    with connected(to, log or Lines(), threading.Event()) as transport:
        yield transport


@contextmanager
def listening(serve):
    """A port on loopback; `serve` gets each connection, on a thread of its own."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def accept():
            while True:
                try:
                    link, _ = listener.accept()
                except OSError:
                    return
                threading.Thread(target=serve, args=(link,), daemon=True).start()

        threading.Thread(target=accept, daemon=True).start()
        yield listener.getsockname()[1]
        listener.shutdown(socket.SHUT_RDWR)


def test_a_link_that_drops_behind_a_bastion_is_not_dialled_anew(server, login):
    log = Lines()
    with (
        listening(socket.socket.close) as port,
        pytest.raises(Failure, match=r"after 2 failed attempts: ssh: handshake failed with .*: EOFError"),
        dialled(log, port=port, dialErrorLimit=2, proxy={"host": "127.0.0.1", "port": server.port, **login[1]}, **login[1]),
    ):
        pass
    assert server.hops == [port]
    assert log.shown == ["Dial 1/2 failed: retrying", "Dial 2/2 failed: retrying"]


def test_a_host_that_is_slow_to_greet_is_waited_for(login):
    with ssh.SshServer(login[0], seconds=2.5) as slow, dialled(port=slow.port, perDialTimeout=1, **login[1]) as transport:
        assert transport.is_authenticated()


def test_a_network_that_is_gone_is_noticed_in_150_seconds(server, login):
    with dialled(port=server.port, **login[1]) as transport:
        link = transport.sock
        assert link.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE) == 1
        idle, interval, probes = (
            link.getsockopt(socket.IPPROTO_TCP, option) for option in (socket.TCP_KEEPIDLE, socket.TCP_KEEPINTVL, socket.TCP_KEEPCNT)
        )
    assert idle + interval * probes == 150


@pytest.fixture
def agent(login, tmp_path):
    """The socket of an agent that holds the right key."""
    key = tmp_path / "key"
    key.touch(0o600)
    key.write_text(login[1]["privateKey"])
    with ssh.agent(tmp_path / "agent", key):
        yield str(tmp_path / "agent")


def test_an_agent_is_not_asked_after_a_private_key_that_is_refused(server, agent):
    with dialled(port=server.port, user="admin", agentSocketPath=agent) as transport:
        assert transport.is_authenticated()
    _, wrong = ssh.private_key()
    with (
        pytest.raises(Failure, match="unable to authenticate as admin"),
        dialled(port=server.port, user="admin", agentSocketPath=agent, privateKey=wrong),
    ):
        pass


def test_an_agent_that_is_gone_is_an_error_beside_a_private_key_too(server, login, tmp_path):
    with (
        pytest.raises(Failure, match=f"SSH agent at {tmp_path}/gone: "),
        dialled(port=server.port, agentSocketPath=f"{tmp_path}/gone", **login[1]),
    ):
        pass
