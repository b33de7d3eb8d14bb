"""The picture of a cluster after an edit, with the hosts that the edit touches."""

from collections.abc import Mapping

from ..config.model import ClusterSpec
from .build import picture
from .hosts import hosts_of
from .model import Mark, Picture


def marked_picture(before: ClusterSpec, after: ClusterSpec, marks: Mapping[str, Mark]) -> Picture:
    """Returns the cluster after an edit, and in their former groups the hosts that leave; `marks` are by the names of hosts."""
    stay = {host.name for hosts in hosts_of(after).values() for host in hosts}
    leaving = {key: [host for host in hosts if host.name not in stay] for key, hosts in hosts_of(before).items()}
    return picture(after, marks, {key: hosts for key, hosts in leaving.items() if hosts})
