"""What may pass the lab's bridge: everything between hosts, everything between hosts and this machine, nothing else."""

from __future__ import annotations

import shutil

from lab.commands import run, succeeds
from lab.settings import Settings


def table(settings: Settings) -> str:
    """Name of the nftables table that holds this lab's rules and nothing else."""
    return f"pulumi_kubeadm_{settings.name}"


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


def passes(settings: Settings) -> tuple[tuple[str, ...], ...]:
    """iptables rules that let the lab through chains whose policy is DROP, as Docker and ufw set them.

    A table of one's own cannot overrule the drop of another; and frames that are only bridged come by these chains too
    where br_netfilter is loaded.
    """
    mark = ("-m", "comment", "--comment", f"pulumi-kubeadm {settings.name}")
    return (
        ("FORWARD", "-i", settings.bridge, "-o", settings.bridge, *mark, "-j", "ACCEPT"),
        ("INPUT", "-i", settings.bridge, *mark, "-j", "ACCEPT"),
    )


def up(settings: Settings) -> None:
    """Set the rules; does nothing to those that are there."""
    if not succeeds("nft", "list", "table", "inet", table(settings)):
        run("nft", "-f", "-", stdin=ruleset(settings))
    if not shutil.which("iptables"):
        return
    for chain, *rule in passes(settings):
        drops = f"-P {chain} DROP" in run("iptables", "--wait", "-S", chain)
        if drops and not succeeds("iptables", "--wait", "-C", chain, *rule):
            run("iptables", "--wait", "-I", chain, *rule)


def down(settings: Settings) -> None:
    """Take the rules away."""
    if succeeds("nft", "list", "table", "inet", table(settings)):
        run("nft", "delete", "table", "inet", table(settings))
    if shutil.which("iptables"):
        for chain, *rule in passes(settings):
            if succeeds("iptables", "--wait", "-C", chain, *rule):
                run("iptables", "--wait", "-D", chain, *rule)
