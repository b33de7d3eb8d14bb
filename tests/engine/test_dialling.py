"""SSH as the command stand-in does it, against a host of the lab: host keys, bastion, agent, retries."""

import json
import os
import threading
import time
import uuid
from contextlib import contextmanager

import pytest

from lab.plugins.command import connection
from lab.plugins.command.dialling import connected
from lab.plugins.serving import Failure
from tests.instruments import ssh
from tests.lab.plugins.calls import Lines

pytestmark = pytest.mark.lab
OTHER_KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAILk1yKKYyjQAGTqPGWvzXX4FEih7yfz7KBuyedyi2pV7"


@pytest.fixture
def host_key(host, settings):
    """The host's key as the lab knows it."""
    if "PARITY_HOST" in os.environ:
        pytest.skip("the lab does not know the key of PARITY_HOST")
    return next(each["hostKey"] for each in json.loads(settings.inventory.read_text()) if each["address"] == host.address)


@pytest.fixture
def agent(host, tmp_path):
    """The socket of an agent that holds the lab's key."""
    with ssh.agent(tmp_path / "agent", host.key):
        yield str(tmp_path / "agent")


@contextmanager
def dialled(log=None, cancelled=None, **arguments):
    """A connection by the arguments of a resource; one dial unless they say otherwise."""
    to = connection.endpoint(connection.checked({"dialErrorLimit": 0, **arguments}))
    with connected(to, log or Lines(), cancelled or threading.Event()) as transport:
        yield transport


def was_tried(host, user):
    """Whether somebody tried to log in as `user`: sshd logs names that it does not know."""
    return user in host.run("journalctl -u ssh -o cat")


def test_the_right_host_key(host, host_key):
    with dialled(host=host.address, privateKey=host.key.read_text(), hostKey=host_key) as transport:
        assert transport.is_authenticated()


def test_a_wrong_host_key_stops_before_a_login_is_tried(host, host_key):
    cases = [(OTHER_KEY, "host key mismatch: the host shows ssh-ed25519 "), (host_key, "unable to authenticate")]
    for shown, error in cases:
        user = f"user-{uuid.uuid4().hex}"
        with pytest.raises(Failure, match=error), dialled(host=host.address, user=user, privateKey=host.key.read_text(), hostKey=shown):
            pass
        assert was_tried(host, user) == (shown == host_key)


def test_a_key_of_a_type_that_the_host_lacks(host):
    key = "ecdsa-sha2-nistp384 AAAAE2VjZHNhLXNoYTItbmlzdHAzODQ="
    with pytest.raises(Failure, match="handshake failed"), dialled(host=host.address, privateKey=host.key.read_text(), hostKey=key):
        pass


def test_a_host_key_that_is_none(host):
    with pytest.raises(Failure, match="failed to parse host key"), dialled(host=host.address, hostKey="ssh-ed25519"):
        pass


def test_by_a_bastion_with_both_keys_verified(host, host_key):
    key = host.key.read_text()
    bastion = {"host": host.address, "privateKey": key, "hostKey": host_key, "user": "admin"}
    with dialled(host="127.0.0.1", privateKey=key, hostKey=host_key, proxy=bastion) as transport:
        assert transport.is_authenticated()
    with (
        pytest.raises(Failure, match="host key mismatch"),
        dialled(host="127.0.0.1", privateKey=key, hostKey=host_key, proxy=bastion | {"hostKey": OTHER_KEY, "dialErrorLimit": 0}),
    ):
        pass
    with pytest.raises(Failure, match="host key mismatch"), dialled(host="127.0.0.1", privateKey=key, hostKey=OTHER_KEY, proxy=bastion):
        pass


def test_by_the_agent_of_the_environment(host, agent, monkeypatch):
    monkeypatch.setenv("SSH_AUTH_SOCK", agent)
    with dialled(host=host.address) as transport:
        assert transport.is_authenticated()


def test_by_an_agent_that_the_connection_names(host, agent, monkeypatch):
    monkeypatch.delenv("SSH_AUTH_SOCK", raising=False)
    with dialled(host=host.address, agentSocketPath=agent) as transport:
        assert transport.is_authenticated()


def test_an_agent_that_is_gone_is_an_error_at_once(host, tmp_path):
    with pytest.raises(Failure, match=f"SSH agent at {tmp_path}/gone: "), dialled(host=host.address, agentSocketPath=f"{tmp_path}/gone"):
        pass


def test_a_user_who_may_not_log_in(host):
    with (
        pytest.raises(Failure, match="unable to authenticate as nobody"),
        dialled(host=host.address, user="nobody", privateKey=host.key.read_text()),
    ):
        pass


def test_a_closed_port_is_dialled_as_often_as_allowed(host):
    log = Lines()
    with (
        pytest.raises(Failure, match=r"after 2 failed attempts: dial tcp .*:9: .*refused"),
        dialled(log=log, host=host.address, port=9, dialErrorLimit=2),
    ):
        pass
    assert log.shown == ["Dial 1/2 failed: retrying", "Dial 2/2 failed: retrying"]


def test_a_break_ends_the_dialling(host):
    cancelled = threading.Event()
    threading.Timer(0.5, cancelled.set).start()
    start = time.monotonic()
    with (
        pytest.raises(Failure, match="cancelled while dialling"),
        dialled(cancelled=cancelled, host=host.address, port=9, dialErrorLimit=-1),
    ):
        pass
    assert time.monotonic() - start < 10
