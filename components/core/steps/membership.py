"""The gate before a change of etcd's membership: what would lose quorum is refused before anything else is touched."""

from collections.abc import Iterable

from ..names import natural
from ..roles import etcd_hosts, peer_url
from ..spec.model import ClusterSpec, ExternalEtcd, Host
from .sheet import Sheet
from .step import SCRIPT_REVISIONS, Step


def membership_step(spec: ClusterSpec, speaker: Host) -> Step:
    """update: refuse what would lose quorum, bury the dead. It runs on `speaker`, a living member, and has no create: a cluster is
    born with the members it should have."""

    def listed(hosts: Iterable[Host]) -> str:
        return "\n".join(f"{host.name}={peer_url(spec, host)}" for host in hosts)

    hosts = etcd_hosts(spec)
    parameters = {
        "REVISION": str(SCRIPT_REVISIONS["membership"]),
        "CLUSTER": spec.name,
        "NODE": speaker.name,
        "MEMBERS": listed(sorted((host for host in hosts if not host.dead), key=lambda host: natural(host.name))),
        "DEAD": listed(host for host in hosts if host.dead),
        **_client_urls(spec),
    }
    return Step("membership", Sheet(parameters), frozenset({"update"}))


def _client_urls(spec: ClusterSpec) -> dict[str, str]:
    """Members beside API servers are asked in their containers."""
    if not isinstance(spec.etcd, ExternalEtcd):
        return {}
    port = spec.etcd.client_port
    return {"ETCD_ENDPOINTS": ",".join(f"https://{host.address}:{port}" for host in etcd_hosts(spec) if not host.dead)}
