"""The bridge that connects the hosts with each other and with this machine."""

from __future__ import annotations

from lab.commands import run, succeeds
from lab.settings import Settings


def up(settings: Settings) -> None:
    """Creates the bridge unless it exists."""
    if not exists(settings):
        # A fixed MAC address: otherwise the bridge has the lowest of its ports, which changes when the power of that host is cut.
        run("ip", "link", "add", settings.bridge, "address", f"02:00:0a:5a:{settings.number:02x}:01", "type", "bridge")
    run("ip", "address", "replace", f"{settings.gateway}/{settings.subnet.prefixlen}", "dev", settings.bridge)
    run("ip", "link", "set", settings.bridge, "up")


def exists(settings: Settings) -> bool:
    """Tells whether the bridge exists."""
    return succeeds("ip", "link", "show", settings.bridge)


def down(settings: Settings) -> None:
    """Removes the bridge."""
    if exists(settings):
        run("ip", "link", "delete", settings.bridge)
