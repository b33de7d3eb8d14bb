"""What a stack may say of a host below Kubernetes: the time it follows, the names it knows, how much its journal keeps.

Rules: https://chrony-project.org/doc/4.3/chrony.conf.html, hosts(5), journald.conf(5), systemd.unit(5).
"""

from ..names import natural
from ..roles import every_host
from ..spec.model import ClusterSpec, Host, Journal, Time
from .document import HEADER, line


def chrony_config(time: Time) -> str:
    """chrony.conf with the stack's servers alone; "" where it says nothing of them.

    As distributions have it, a clock that is far off is set at once while chrony starts, and led slowly later.
    """
    if not time.servers:
        return ""
    servers = "".join(f"server {line(server)} iburst\n" for server in time.servers)
    return f"{HEADER}{servers}driftfile /var/lib/chrony/chrony.drift\nmakestep 1 3\nrtcsync\n"


def hosts_entries(spec: ClusterSpec, host: Host) -> str:
    """Lines of /etc/hosts: the cluster's hosts in natural order, or the host alone where it is given its name; then the stack's own."""
    preparation = spec.preparation
    known = every_host(spec) if preparation.hosts_file.cluster else [host] if preparation.hostname == "set" else []
    named = {other.name: other.address for other in sorted(known, key=lambda other: natural(other.name))}
    return "\n".join(f"{address} {line(name)}" for name, address in {**named, **preparation.hosts_file.entries}.items())


def journald_config(journal: Journal) -> str:
    """A drop-in of journald.conf(5); "" without limits. A journal may be kept on disk or, on other hosts, in memory."""
    limits = {"SystemMaxUse": journal.max_use, "RuntimeMaxUse": journal.max_use, "MaxRetentionSec": journal.keep_for}
    lines = "".join(f"{name}={line(value)}\n" for name, value in limits.items() if value)
    return f"{HEADER}[Journal]\n{lines}" if lines else ""


def unit_drop_in(text: str) -> str:
    """A drop-in of a systemd unit, as the stack file has it."""
    return f"{HEADER}{text}" if text.endswith("\n") else f"{HEADER}{text}\n"
