"""The command `lab`: its verbs, what they print and how they fail."""

from __future__ import annotations

import os
import shlex
import sys
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from lab import lifecycle
from lab.cli.progress import shown_on
from lab.errors import LabError
from lab.hosts import health, inventory, snapshots, ssh
from lab.hosts.machine import Machine
from lab.settings import MOST_HOSTS, Settings

app = typer.Typer(
    help="A small data centre on this Linux machine: hosts, an artefact mirror and the Pulumi engine.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
console = Console(stderr=True, highlight=False)

HostName = Annotated[str, typer.Argument(metavar="HOST", help="Name of a host, as `lab status` lists it.")]
SnapshotName = Annotated[str, typer.Argument(metavar="[NAME]", help="Name of the snapshot.")]


@app.command()
def setup() -> None:
    """Install, build or download what a lab needs. The second time there is nothing to do."""
    lifecycle.setup(Settings.from_env(), shown_on(console))


@app.command()
def up(
    hosts: Annotated[int, typer.Option(min=1, max=MOST_HOSTS, help="How many hosts there shall be.")] = 3,
    bare: Annotated[bool, typer.Option("--bare", help="Without the mirror: hosts that can install nothing.")] = False,
) -> None:
    """Start the hosts and the mirror. More hosts later: the same with a larger number."""
    lifecycle.up(Settings.from_env(), hosts, shown_on(console), bare=bare)
    status()


@app.command()
def down() -> None:
    """Remove hosts, disks, network and mirror. The cache stays."""
    lifecycle.down(Settings.from_env())


@app.command()
def status() -> None:
    """List the hosts."""
    settings = Settings.from_env()
    table = Table("host", "address", "state", "snapshots", box=None)
    for host in inventory.hosts(settings):
        machine = Machine(settings, host)
        state = "down" if machine.init() is None else "up" if ssh.answers(host) else "up, no SSH"
        table.add_row(host.name, host.address, state, " ".join(snapshots.names(machine.disk)))
    Console(highlight=False).print(table if table.rows else f"{settings.name} has no hosts; start them with `lab up`")


@app.command("ssh", context_settings={"allow_extra_args": True, "ignore_unknown_options": True, "allow_interspersed_args": False})
def ssh_to(context: typer.Context, host: HostName) -> None:
    """Log in on a host as admin, or run a command there: lab ssh HOST [COMMAND…]."""
    machine = _machine(host)
    words = ssh.command(machine.settings, machine.host, *context.args)
    os.execvp(words[0], words)


@app.command()
def logs(host: HostName, lines: Annotated[int, typer.Option(help="How many of the last lines.")] = 200) -> None:
    """Print a host's journal, also of a host that is down."""
    sys.stdout.write(health.journal(_machine(host), lines))


@app.command()
def snapshot(host: HostName, name: SnapshotName = "saved") -> None:
    """Cut a host's power, keep its disk, boot it again."""
    lifecycle.snapshot(_machine(host), name)


@app.command()
def restore(host: HostName, name: SnapshotName = snapshots.FRESH) -> None:
    """Cut a host's power and boot it from a snapshot, or from a fresh disk."""
    lifecycle.restore(_machine(host), name)


@app.command()
def kill(host: HostName) -> None:
    """Cut a host's power. `lab up` boots it again."""
    lifecycle.kill(_machine(host))


@app.command()
def reboot(host: HostName) -> None:
    """Shut a host down and boot it again."""
    lifecycle.reboot(_machine(host))


def _machine(name: str) -> Machine:
    settings = Settings.from_env()
    return Machine(settings, inventory.named(settings, name))


@app.command()
def env() -> None:
    """Print shell lines that point pulumi at this lab: eval "$(lab env)"."""
    settings = Settings.from_env()
    for name, value in lifecycle.environment(settings).items():
        print(f"export {name}={shlex.quote(value)}")


def main() -> None:
    """Run the command; what a user can cure is one message and exit 1, not a traceback."""
    try:
        app()
    except LabError as problem:
        console.print("[red]lab:[/red] ", end="")
        console.print(str(problem), markup=False, soft_wrap=True)
        sys.exit(1)
