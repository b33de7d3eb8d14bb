"""The bridge that connects the hosts with each other and with this machine."""

from __future__ import annotations

from lab.commands import run, succeeds
from lab.settings import Settings


def up(settings: Settings) -> None:
    """Make the bridge; does nothing to one that is there."""
    if not exists(settings):
        # An address of its own: otherwise it has the lowest of its ports', and another one whenever that host's power is cut.
        run("ip", "link", "add", settings.bridge, "address", f"02:00:0a:5a:{settings.number:02x}:01", "type", "bridge")
    run("ip", "address", "replace", f"{settings.gateway}/{settings.subnet.prefixlen}", "dev", settings.bridge)
    run("ip", "link", "set", settings.bridge, "up")


def exists(settings: Settings) -> bool:
    """Whether the bridge is there."""
    return succeeds("ip", "link", "show", settings.bridge)


def down(settings: Settings) -> None:
    """Take the bridge away."""
    if exists(settings):
        run("ip", "link", "delete", settings.bridge)
