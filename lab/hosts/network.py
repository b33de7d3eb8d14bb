"""The lab's bridge on the machine, and the rule that nothing of the hosts leaves it."""

from __future__ import annotations

from lab.commands import run, succeeds
from lab.settings import Settings


def table(settings: Settings) -> str:
    """Name of the nftables table that holds this lab's rules and nothing else."""
    return f"pulumi_kubeadm_lab_{settings.number}"


def ruleset(settings: Settings) -> str:
    """nftables rules that drop what would be routed from the bridge or to it."""
    bridge = settings.bridge
    return f"""\
table inet {table(settings)} {{
  chain forward {{
    type filter hook forward priority filter - 5; policy accept;
    iifname "{bridge}" oifname != "{bridge}" counter drop
    iifname != "{bridge}" oifname "{bridge}" counter drop
  }}
}}
"""


def up(settings: Settings) -> None:
    """Make the bridge and its rules; does nothing to what is there."""
    if not succeeds("nft", "list", "table", "inet", table(settings)):
        run("nft", "-f", "-", stdin=ruleset(settings))
    if not exists(settings):
        run("ip", "link", "add", settings.bridge, "type", "bridge")
    run("ip", "address", "replace", f"{settings.gateway}/{settings.subnet.prefixlen}", "dev", settings.bridge)
    run("ip", "link", "set", settings.bridge, "up")


def exists(settings: Settings) -> bool:
    """Whether the bridge is there."""
    return succeeds("ip", "link", "show", settings.bridge)


def down(settings: Settings) -> None:
    """Take the bridge and the rules away."""
    if exists(settings):
        run("ip", "link", "delete", settings.bridge)
    if succeeds("nft", "list", "table", "inet", table(settings)):
        run("nft", "delete", "table", "inet", table(settings))
