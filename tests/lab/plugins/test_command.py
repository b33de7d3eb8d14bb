"""What the command stand-in does on its own; what it shares with the official plugin is in tests/engine/parity."""

import pytest

from lab.plugins.command import PROVIDER, connection
from lab.plugins.serving import UNKNOWN, Failure, InvalidInputs, Secret, plain
from tests.lab.plugins.calls import call

LOCAL = PROVIDER.resource("command:local:Command")
REMOTE = PROVIDER.resource("command:remote:Command")
COPY = PROVIDER.resource("command:remote:CopyToRemote")


def test_a_connection_gets_defaults_and_hides_its_keys():
    given = Secret({"host": "h", "privateKey": "k", "proxy": {"host": "b", "password": "p"}})
    checked = connection.checked(given)
    assert isinstance(checked, Secret)
    assert checked.value["privateKey"] == Secret("k")
    assert checked.value["proxy"]["password"] == Secret("p")
    assert plain(checked) == {
        **{"host": "h", "user": "root", "port": 22, "dialErrorLimit": 10, "perDialTimeout": 15, "privateKey": "k"},
        "proxy": {"host": "b", "user": "root", "port": 22, "dialErrorLimit": 10, "perDialTimeout": 15, "password": "p"},
    }


def test_a_misspelt_connection_is_refused_without_its_key():
    with pytest.raises(InvalidInputs, match=r"connection\.hostkey: is no property") as refused:
        REMOTE.check(call(), {}, {"connection": Secret({"host": "h", "hostkey": "x", "privateKey": "canary"})})
    assert "canary" not in str(refused.value)


def test_an_endpoint_does_not_show_its_keys():
    shown = repr(connection.endpoint(connection.checked({"host": "h", "privateKey": "canary", "password": "canary"})))
    assert "canary" not in shown


def test_what_is_outside_the_subset_is_named():
    with pytest.raises(InvalidInputs, match="assetPaths: is not supported by the lab's stand-in"):
        LOCAL.check(call(), {}, {"create": "true", "assetPaths": ["*"]})
    with pytest.raises(Failure, match=r"command:local:run is not supported .* pulumi plugin install resource command v1\.2\.1"):
        PROVIDER.invoke("command:local:run", {})


@pytest.mark.parametrize(
    ("logging", "shown"),
    [(None, {"out", "err"}), ("stdout", {"out"}), ("stderr", {"err"}), ("stdoutAndStderr", {"out", "err"}), ("none", set())],
)
def test_logging_says_what_is_shown_while_it_runs(logging, shown):
    this = call()
    created = LOCAL.create(this, {"create": "echo out; echo err >&2", "logging": logging})
    assert set(this.log.shown) == shown
    assert (created.state["stdout"], created.state["stderr"]) == ("out", "err")


def test_an_unknown_logging_is_refused():
    with pytest.raises(InvalidInputs, match="logging: got 'loud', want one of"):
        LOCAL.check(call(), {}, {"logging": "loud"})


def test_a_preview_runs_nothing_and_knows_no_output(tmp_path):
    marker = tmp_path / "ran"
    created = LOCAL.create(call(preview=True), {"create": f"touch {marker}"})
    updated = LOCAL.update(call(preview=True), "a1", {"stdout": "old"}, {}, {"create": f"touch {marker}"})
    assert not marker.exists()
    assert created.state["stdout"] is updated["stdout"] is UNKNOWN


def test_a_command_may_leave_its_input_unread():
    assert LOCAL.create(call(), {"create": "exec true", "stdin": "x" * 1_000_000}).state["stdout"] == ""


def test_much_output_of_both_kinds_is_kept_whole():
    script = "for i in $(seq 20000); do echo o$i; echo e$i >&2; done"
    state = LOCAL.create(call(), {"create": script, "logging": "none"}).state
    assert len(state["stdout"].splitlines()) == len(state["stderr"].splitlines()) == 20000


def test_a_failed_command_shows_all_that_it_wrote():
    with pytest.raises(Failure, match=r'exit status 7: running "echo out; echo err >&2; exit 7":\n') as failed:
        LOCAL.create(call(), {"create": "echo out; echo err >&2; exit 7"})
    assert {"out", "err"} <= set(str(failed.value).splitlines())


@pytest.mark.parametrize("stream", [1, 2])
def test_a_command_that_succeeds_with_an_output_that_is_not_utf_8_fails(stream, tmp_path):
    with pytest.raises(Failure, match="is not UTF-8: invalid continuation byte 0xe9"):
        LOCAL.create(call(), {"create": f"touch {tmp_path}/ran; printf 'caf\\351\\n' >&{stream}"})
    assert (tmp_path / "ran").exists()


def test_a_failed_command_may_write_what_is_not_utf_8():
    with pytest.raises(Failure, match="exit status 3") as failed:
        LOCAL.create(call(), {"create": "printf 'caf\\351\\n' >&2; exit 3"})
    assert "caf\N{REPLACEMENT CHARACTER}" in str(failed.value)


@pytest.mark.parametrize("key", ["nonsense", "-----BEGIN OPENSSH PRIVATE KEY-----\nbm90IGEga2V5\n-----END OPENSSH PRIVATE KEY-----\n"])
def test_a_key_that_is_none_fails_at_once(key):
    inputs = REMOTE.check(call(), {}, {"connection": {"host": "192.0.2.1", "privateKey": key}, "create": "true"})
    with pytest.raises(Failure, match="the private key is no") as failed:
        REMOTE.create(call(), inputs)
    assert key not in str(failed.value)


def test_only_files_texts_and_folders_are_copied():
    with pytest.raises(InvalidInputs, match="source: want a file, a text or a folder"):
        COPY.check(call(), {}, {"connection": {"host": "h"}, "source": "text", "remotePath": "/tmp/x"})
