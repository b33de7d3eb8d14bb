"""A step: a script of `components/scripts` and the parameter sheet it is fed on one host."""

from dataclasses import dataclass, field

from .sheet import Sheet, quote

SCRIPT_REVISIONS = {
    "install": 1,
    "join": 1,
    "converge": 1,
    "node": 1,
    "membership": 1,
    "balancer": 1,
    "balancer-converge": 1,
    "member": 1,
    "leave": 1,
    "certificates": 1,
    "credentials": 1,
    "prepare": 1,
    "raw-devices": 1,
    "data-guard": 1,
    "ceph-ready": 1,
    "dns-defaults": 1,
}
"""The `# revision:` of each script. It stands in the sheet, so raising it runs `update` on live hosts; a test keeps the two equal."""

LAST_ROLES = frozenset({"install", "member", "balancer", "credentials", "prepare"})
"""Steps whose delete may be the last thing that is done on a host."""


@dataclass(frozen=True, slots=True)
class Step:
    """`name` is the script's file name without `.sh`; `verbs` are those of create, update and delete that it has."""

    name: str
    sheet: Sheet
    verbs: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinMaterial:
    """What a host is given to join, as PEM text. A worker needs the discovery kubeconfig only; the CAs and keys make a control plane."""

    discovery_kubeconfig: str = field(repr=False)
    ca_crt: str | None = None
    ca_key: str | None = field(default=None, repr=False)
    etcd_ca_crt: str | None = None
    etcd_ca_key: str | None = field(default=None, repr=False)
    front_proxy_ca_crt: str | None = None
    front_proxy_ca_key: str | None = field(default=None, repr=False)
    sa_key: str | None = field(default=None, repr=False)
    sa_pub: str | None = None


def command(step: str, verb: str, bundle: str) -> str:
    """The command line that runs a verb; the sheet goes to its stdin.

    A login shell reads it, which may be fish or csh: plain words, in single quotes at most.
    The delete of a host's last role removes the bundle it runs from, so a bundle that is gone means that it has already run to its end.
    """
    script = quote(f"{bundle}/as-root.sh")
    run = f"sh {script} {step} {verb}"
    last = f"if [ -e {script} ]; then {run}; else cat >/dev/null; fi"
    return f"sh -c {quote(last)}" if verb == "delete" and step in LAST_ROLES else run
