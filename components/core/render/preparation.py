"""The settings of a host below Kubernetes: time servers, host names, the limits of its journal, and unit drop-ins.

Rules: https://chrony-project.org/doc/4.3/chrony.conf.html, hosts(5), journald.conf(5), systemd.unit(5).
"""

from collections import Counter

from ..config.model import ClusterSpec, Host, Journal, Time
from ..names import natural
from ..roles import every_host
from .document import HEADER, line


def chrony_config(time: Time) -> str:
    """Returns chrony.conf with the servers of the stack file alone, "" if it names none.

    As in the distributions' default, a clock that is far off is set at once while chrony starts, and slewed later.
    """
    if not time.servers:
        return ""
    servers = "".join(f"server {line(server)} iburst\n" for server in time.servers)
    return f"{HEADER}{servers}driftfile /var/lib/chrony/chrony.drift\nmakestep 1 3\nrtcsync\n"


def hosts_entries(spec: ClusterSpec, host: Host) -> str:
    """Returns lines of /etc/hosts: the hosts of the cluster in natural order, or only this host if its hostname is set here; then the
    entries of the stack file.

    A host whose name has a domain also gets its first label as an alias, as in hosts(5), unless another host has that name or label.
    """
    preparation = spec.preparation
    known = every_host(spec) if preparation.hosts_file.cluster else [host] if preparation.hostname == "set" else []
    named = {other.name: other.address for other in sorted(known, key=lambda other: natural(other.name))}
    written = {**named, **preparation.hosts_file.entries}
    labels = Counter(name.partition(".")[0] for name in named)
    lines = []
    for name, address in written.items():
        short = name.partition(".")[0]
        is_free = name in named and short not in written and labels[short] == 1
        lines.append(f"{address} {line(name)}{f' {short}' if is_free else ''}")
    return "\n".join(lines)


def journald_config(journal: Journal) -> str:
    """Returns a drop-in of journald.conf(5), "" without limits. The limits apply to a journal on disk and to one in memory."""
    limits = {"SystemMaxUse": journal.max_use, "RuntimeMaxUse": journal.max_use, "MaxRetentionSec": journal.keep_for}
    lines = "".join(f"{name}={line(value)}\n" for name, value in limits.items() if value)
    return f"{HEADER}[Journal]\n{lines}" if lines else ""


def unit_drop_in(text: str) -> str:
    """Returns a drop-in of a systemd unit with the text of the stack file."""
    return f"{HEADER}{text}" if text.endswith("\n") else f"{HEADER}{text}\n"
