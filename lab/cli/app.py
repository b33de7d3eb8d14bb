"""The command `lab`: its verbs, what they print and how they fail."""

from __future__ import annotations

import os
import shlex
import sys
from enum import StrEnum
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from lab import lifecycle
from lab.cli.progress import shown_on
from lab.errors import LabError
from lab.hosts import health, inventory, rootfs, snapshots, ssh
from lab.hosts.machine import Machine
from lab.hosts.rootfs import Image
from lab.prune import stale
from lab.settings import MOST_HOSTS, Settings

app = typer.Typer(
    help="A small data centre on this Linux machine: hosts, an artefact mirror and the Pulumi engine.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
console = Console(stderr=True, highlight=False)

HostName = Annotated[str, typer.Argument(metavar="HOST", help="Name of a host, as `lab status` lists it.")]
HostNames = Annotated[list[str], typer.Argument(metavar="HOST…", help="Names of hosts, as `lab status` lists them.")]


@app.command()
def setup(
    demo: Annotated[bool, typer.Option("--demo", help="Only what `make demo` needs: one minor of Kubernetes, without kube-vip.")] = False,
) -> None:
    """Install, build or download what labs need. The second time there is nothing to do."""
    lifecycle.setup(Settings.from_env(), shown_on(console), demo=demo)


@app.command()
def up(
    hosts: Annotated[int, typer.Option(min=1, max=MOST_HOSTS, help="Number of hosts.")] = 3,
    bare: Annotated[bool, typer.Option("--bare", help="Start no mirror: the hosts can install nothing.")] = False,
    image: Annotated[list[str] | None, typer.Option(metavar="HOST=IMAGE", help="A system other than Debian 12: trixie or rocky.")] = None,
    fresh: Annotated[bool, typer.Option("--fresh", help="Give each host an empty disk, and shut down all others.")] = False,
) -> None:
    """Start the hosts and the mirror. To add hosts later, run it again with a larger number."""
    images = dict(_image(text) for text in image or ())
    lifecycle.up(Settings.from_env(), hosts, shown_on(console), bare=bare, images=images, fresh=fresh)
    status()


@app.command()
def addons(names: Annotated[list[str], typer.Argument(metavar="NAME…", help="Families of programs, as docs/lab.md lists them.")]) -> None:
    """Build programs of addons and serve their images and files, instead of those served before."""
    lifecycle.addons(Settings.from_env(), names, shown_on(console))


@app.command()
def down() -> None:
    """Remove hosts, disks, network and mirror. The cache stays."""
    lifecycle.down(Settings.from_env())


class Switch(StrEnum):
    """What a service can be."""

    ON = "on"
    OFF = "off"


@app.command()
def mirror(switch: Switch) -> None:
    """Switch the mirror off, as in a network without one, or on again. The hosts keep running."""
    lifecycle.serve(Settings.from_env(), wanted=switch is Switch.ON)


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
def logs(host: HostName, lines: Annotated[int, typer.Option(help="Number of last lines to print.")] = 200) -> None:
    """Print a host's journal, even if the host is down."""
    sys.stdout.write(health.journal(_machine(host), lines))


@app.command()
def snapshot(hosts: HostNames, name: Annotated[str, typer.Option(help="Name of the snapshot.")] = "saved") -> None:
    """Cut the power of hosts, save their disks, and boot them again."""
    lifecycle.snapshot(_machines(hosts), name)


@app.command()
def restore(
    hosts: HostNames,
    name: Annotated[str, typer.Option("--from", help="Name of a snapshot.")] = snapshots.FRESH,
    new: Annotated[bool, typer.Option("--new-host-key", help="Boot new machines that take over the names and addresses.")] = False,
) -> None:
    """Cut the power of hosts and boot them from a snapshot, or from fresh disks."""
    if not new:
        lifecycle.restore(_machines(hosts), name)
    elif name == snapshots.FRESH:
        lifecycle.renew(_machines(hosts))
    else:
        raise typer.BadParameter(f"a new machine has no snapshot {name!r}: use --new-host-key without --from")


@app.command()
def kill(hosts: HostNames) -> None:
    """Cut the power of all these hosts at once. `lab up` boots them again."""
    lifecycle.kill(_machines(hosts))


@app.command()
def reboot(hosts: HostNames) -> None:
    """Shut all these hosts down at once and boot them again."""
    lifecycle.reboot(_machines(hosts))


def _image(text: str) -> tuple[str, Image]:
    host, _, name = text.partition("=")
    return host, rootfs.named(name)


def _machine(name: str) -> Machine:
    settings = Settings.from_env()
    return Machine(settings, inventory.named(settings, name))


def _machines(names: list[str]) -> list[Machine]:
    return [_machine(name) for name in dict.fromkeys(names)]


@app.command()
def prune(dry_run: Annotated[bool, typer.Option("--dry-run", help="Only list what would be removed.")] = False) -> None:
    """Remove from the cache what earlier versions and other checkouts made. No lab may exist."""
    settings = Settings.from_env()
    for entry in stale(settings) if dry_run else lifecycle.prune(settings):
        print(entry.relative_to(settings.cache))


@app.command()
def env() -> None:
    """Print shell lines that point pulumi at this lab: eval "$(lab env)"."""
    settings = Settings.from_env()
    for name, value in lifecycle.environment(settings).items():
        print(f"export {name}={shlex.quote(value)}")


def main() -> None:
    """Run the command. An error that the user can fix is one message and exit status 1, not a traceback."""
    try:
        app()
    except LabError as problem:
        console.print("[red]lab:[/red] ", end="")
        console.print(str(problem), markup=False, soft_wrap=True)
        sys.exit(1)
