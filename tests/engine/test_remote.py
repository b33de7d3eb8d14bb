"""remote.Command and remote.CopyToRemote on a host, where the records are silent."""

import uuid

import pytest

from lab.plugins.command import PROVIDER
from lab.plugins.serving import Archive, Asset, Failure, Secret
from tests.lab.plugins.calls import call

pytestmark = pytest.mark.lab
COMMAND = PROVIDER.resource("command:remote:Command")
COPY = PROVIDER.resource("command:remote:CopyToRemote")


@pytest.fixture
def to(host, monkeypatch):
    """The connection input for the host."""
    monkeypatch.delenv("SSH_AUTH_SOCK", raising=False)
    return Secret({"host": host.address, "privateKey": host.key.read_text(), "dialErrorLimit": 2})


@pytest.fixture
def folder(host):
    """A folder of the test's own on the host."""
    path = f"/tmp/remote-{uuid.uuid4().hex}"
    host.run(f"mkdir {path}")
    yield path
    host.run(f"rm -rf {path}")


def ran(to, create, **inputs):
    """The call and the state after a command."""
    this = call()
    return this, COMMAND.create(this, COMMAND.check(this, {}, {"connection": to, "create": create, **inputs})).state


def copied(to, source, path):
    """Copies and returns nothing."""
    this = call()
    COPY.create(this, COPY.check(this, {}, {"connection": to, "source": source, "remotePath": path}))


def test_a_variable_that_the_host_accepts(to):
    assert ran(to, "echo $LC_COLOR", environment={"LC_COLOR": "red"})[1]["stdout"] == "red"


def test_a_variable_that_is_refused_names_the_cure(to):
    this = call()
    with pytest.raises(Failure, match="could not set environment variable 'COLOR'"):
        COMMAND.create(this, COMMAND.check(this, {}, {"connection": to, "create": "true", "environment": {"COLOR": "red"}}))
    assert "Set it in the command: COLOR=value command" in this.log.kept[0]


def test_the_last_output_is_offered_with_a_warning_alone(to):
    this, state = ran(to, "echo first")
    updated = COMMAND.update(this, "a1", state, {}, state | {"update": "echo second"})
    assert updated["stdout"] == "second"
    assert [line for line in this.log.kept if "PULUMI_COMMAND_STDOUT" in line]


def test_a_large_input_and_output(to):
    text = "0123456789abcdef" * 262144
    assert ran(to, "cat", stdin=text, logging="none")[1]["stdout"] == text


def test_an_input_that_nobody_reads(to):
    assert ran(to, "exec true", stdin="x" * 4_000_000)[1]["stdout"] == ""


def test_lines_show_while_the_command_runs_and_no_key_does(to):
    this, _ = ran(to, "echo one; echo two >&2; printf three")
    assert set(this.log.shown) == {"one", "two", "three"}
    assert not [line for line in this.log.shown + this.log.kept if "PRIVATE KEY" in line]


def test_a_command_that_a_signal_ends(to):
    with pytest.raises(Failure, match=r"without an exit status|status 143"):
        ran(to, "kill -TERM $$")


def test_there_is_no_terminal(to):
    assert ran(to, "tty || true")[1]["stdout"] == "not a tty"


def test_a_folder_with_and_without_a_slash(to, host, folder, tmp_path):
    tree = tmp_path / "tree"
    (tree / "sub").mkdir(parents=True)
    (tree / "sub" / "b").write_text("b")
    copied(to, Archive("1", path=str(tree)), f"{folder}/deep/named")
    copied(to, Archive("1", path=f"{tree}/"), f"{folder}/bare")
    copied(to, Archive("1", path=f"{tree}/"), f"{folder}/bare")
    found = host.run(f"cd {folder}; find . -type f | sort").split()
    assert found == ["./bare/sub/b", "./deep/named/tree/sub/b"]


def test_a_file_goes_into_a_folder_that_is_there(to, host, folder, tmp_path):
    (tmp_path / "f.txt").write_text("new")
    host.run(f"mkdir {folder}/there; echo old content >{folder}/there/f.txt")
    copied(to, Asset("1", path=str(tmp_path / "f.txt")), f"{folder}/there")
    assert host.run(f"cat {folder}/there/f.txt") == "new"


def test_what_is_in_the_way_is_named(to, host, folder, tmp_path):
    (tmp_path / "tree").mkdir()
    host.run(f"touch {folder}/file")
    with pytest.raises(Failure, match=f"remote path {folder} is a directory"):
        copied(to, Asset("1", text="x"), folder)
    with pytest.raises(Failure, match=f"remote path {folder}/file exists but is not a directory"):
        copied(to, Archive("1", path=str(tmp_path / "tree")), f"{folder}/file")


def test_only_a_change_of_content_or_path_copies_again(to, host, folder):
    this = call()
    inputs = COPY.check(this, {}, {"connection": to, "source": Asset("1", text="x"), "remotePath": f"{folder}/f"})
    state = COPY.create(this, inputs).state
    host.run(f"rm {folder}/f")
    changed = Secret(inputs["connection"].value | {"dialErrorLimit": 5})
    COPY.update(this, "a", state, inputs, inputs | {"connection": changed})
    assert host.run(f"ls {folder}") == ""
    COPY.update(this, "a", state, inputs, inputs | {"source": Asset("2", text="y")})
    assert host.run(f"cat {folder}/f") == "y"
