"""The firewall of the lab's bridge: it passes traffic between hosts and between hosts and this machine, and nothing else."""

from __future__ import annotations

import shutil

from lab.commands import run, succeeds
from lab.settings import Settings


def table(settings: Settings) -> str:
    """Returns the name of the nftables table that holds this lab's rules and nothing else."""
    return f"pulumi_kubeadm_{settings.name}"


def ruleset(settings: Settings) -> str:
    """Returns nftables rules that drop packets routed from or to the bridge."""
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
    """Returns iptables rules that let the lab through chains with the policy DROP, which Docker and ufw set.

    A separate table cannot overrule the drop of another, and bridged frames pass these chains too if br_netfilter is loaded.
    """
    mark = ("-m", "comment", "--comment", f"pulumi-kubeadm {settings.name}")
    return (
        ("FORWARD", "-i", settings.bridge, "-o", settings.bridge, *mark, "-j", "ACCEPT"),
        ("INPUT", "-i", settings.bridge, *mark, "-j", "ACCEPT"),
    )


def up(settings: Settings) -> None:
    """Adds the rules that are missing."""
    if not succeeds("nft", "list", "table", "inet", table(settings)):
        run("nft", "-f", "-", stdin=ruleset(settings))
    if not shutil.which("iptables"):
        return
    for chain, *rule in passes(settings):
        drops = f"-P {chain} DROP" in run("iptables", "--wait", "-S", chain)
        if drops and not succeeds("iptables", "--wait", "-C", chain, *rule):
            run("iptables", "--wait", "-I", chain, *rule)


def down(settings: Settings) -> None:
    """Removes the rules."""
    if succeeds("nft", "list", "table", "inet", table(settings)):
        run("nft", "delete", "table", "inet", table(settings))
    if shutil.which("iptables"):
        for chain, *rule in passes(settings):
            if succeeds("iptables", "--wait", "-C", chain, *rule):
                run("iptables", "--wait", "-D", chain, *rule)
