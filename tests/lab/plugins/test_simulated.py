"""Simulated hosts run what the stand-in would have run on real ones."""

from typing import Any

import pytest

from lab.plugins.command import PROVIDER as REAL
from lab.plugins.command.copying import CopyToRemote
from lab.plugins.command.remote import RemoteCommand
from lab.plugins.command.simulated import PROVIDER as SIMULATED
from lab.plugins.serving import UNKNOWN, Asset, Failure, InvalidInputs
from lab.simulation import DIRECTORY, Hosts
from tests.lab.plugins.calls import call

COMMAND, COPY, LOCAL = "command:remote:Command", "command:remote:CopyToRemote", "command:local:Command"
CONNECTION = {"host": "192.0.2.1", "privateKey": "a key"}
COMMANDS = (
    {"create": "c", "update": "u", "delete": "d", "stdin": "1"},
    {"create": "c", "stdin": "1"},
    {"update": "u", "delete": "d"},
    {"create": "c", "logging": "none", "addPreviousOutputInEnv": False},
)


@pytest.fixture
def hosts(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> Hosts:
    """The simulated hosts."""
    monkeypatch.setenv(DIRECTORY, str(tmp_path))
    return Hosts(tmp_path)


@pytest.fixture
def reached(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the stand-in would have run on real hosts."""
    ran: list[str] = []

    def run(self: Any, call: Any, command: str, inputs: Any, state: Any) -> dict[str, str]:
        ran.append(command)
        return {"stdout": "", "stderr": ""}

    monkeypatch.setattr(RemoteCommand, "run", run)
    monkeypatch.setattr(CopyToRemote, "copy", lambda self, call, inputs: ran.append(f"copy to {inputs['remotePath']}"))
    return ran


def life(provider: Any, token: str, first: dict[str, Any], second: dict[str, Any]) -> list[Any]:
    """What a resource answers to every call in its life, without the ids of chance and what commands print."""
    resource, this, preview = provider.resource(token), call(), call(preview=True)
    old = resource.check(this, {}, {"connection": CONNECTION, **first})
    new = resource.check(this, old, {"connection": CONNECTION, **second})
    planned, created = resource.create(preview, old), resource.create(this, old)
    read = resource.read(this, created.id, created.state, old)
    diff = resource.diff(this, created.state, old, new)
    later = resource.update(preview, created.id, created.state, old, new)
    updated = resource.update(this, created.id, created.state, old, new)
    resource.delete(this, created.id, updated)
    states = [planned.state, created.state, read.state, later, updated]
    return [old, new, diff, len(created.id), planned.id, read.inputs, *map(unprinted, states)]


def unprinted(state: dict[str, Any]) -> dict[str, Any]:
    """A state in which all that is known of an output is that it is there."""
    return {key: value if key not in ("stdout", "stderr") or value is UNKNOWN else str for key, value in state.items()}


@pytest.mark.parametrize("first", COMMANDS)
@pytest.mark.parametrize("second", [*COMMANDS, {**COMMANDS[0], "stdin": "2"}, {**COMMANDS[0], "triggers": ["1"]}])
def test_a_command_is_answered_and_run_as_on_a_real_host(first: Any, second: Any, hosts: Hosts, reached: list[str]):
    assert life(SIMULATED, COMMAND, first, second) == life(REAL, COMMAND, first, second)
    assert [(each.host, each.command) for each in hosts.ran()] == [("192.0.2.1", command) for command in reached]


@pytest.mark.parametrize("second", ["same", "content", "path"])
def test_a_copy_is_answered_and_made_as_on_a_real_host(second: str, hosts: Hosts, reached: list[str]):
    first = {"source": Asset("1", text="x"), "remotePath": "a"}
    changed = {"same": {}, "content": {"source": Asset("2", text="y")}, "path": {"remotePath": "b"}}[second]
    assert life(SIMULATED, COPY, first, first | changed) == life(REAL, COPY, first, first | changed)
    assert [each.command for each in hosts.ran()] == reached
    assert len(reached) == (1 if second == "same" else 2)


def test_a_local_command_does_not_run(tmp_path: Any):
    state = SIMULATED.resource(LOCAL).create(call("preflight"), {"create": f"touch {tmp_path}/ran"}).state
    assert state["stdout"] == "preflight is done on this machine"
    assert not (tmp_path / "ran").exists()


def test_inputs_are_refused_as_by_the_stand_in():
    with pytest.raises(InvalidInputs, match=r"connection\.hostkey: is no property"):
        SIMULATED.resource(COMMAND).check(call(), {}, {"connection": {"host": "h", "hostkey": "x"}})


def test_a_broken_host_fails_what_reaches_for_it_until_it_is_repaired(hosts: Hosts):
    command = SIMULATED.resource(COMMAND)
    broken, sound = ({"connection": {**CONNECTION, "host": host}, "create": "c"} for host in ("192.0.2.1", "192.0.2.10"))
    hosts.break_down(["192.0.2.1"])
    with pytest.raises(Failure, match=r"192\.0\.2\.1: connection refused"):
        command.create(call(), command.check(call(), {}, broken))
    command.create(call(), command.check(call(), {}, sound))
    assert [each.host for each in hosts.ran()] == ["192.0.2.10"]
    hosts.break_down([])
    command.create(call(), command.check(call(), {}, broken))


def test_what_is_printed_is_shown_unless_the_resource_says_otherwise():
    this = call("worker-1-join")
    inputs = {"connection": CONNECTION, "create": "c"}
    command = SIMULATED.resource(COMMAND)
    command.create(this, command.check(this, {}, inputs))
    command.create(this, command.check(this, {}, inputs | {"logging": "none"}))
    assert this.log.shown == ["worker-1-join is done on 192.0.2.1"]
