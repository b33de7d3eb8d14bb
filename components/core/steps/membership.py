"""The quorum check before a change of etcd's membership: a change that would lose quorum is refused before anything else happens."""

from collections.abc import Iterable

from ..config.model import ClusterSpec, ExternalEtcd, Host
from ..names import natural
from ..roles import etcd_hosts, peer_url
from .step import Step


def membership_step(spec: ClusterSpec, speaker: Host) -> Step:
    """Returns the step, which runs on `speaker`, a living member. update: refuse a change that would lose quorum, and remove the members of
    dead hosts. It has no create: a new cluster has the right members."""

    def listed(hosts: Iterable[Host]) -> str:
        return "\n".join(f"{host.name}={peer_url(spec, host)}" for host in hosts)

    hosts = etcd_hosts(spec)
    parameters = {
        "NODE": speaker.name,
        "MEMBERS": listed(sorted((host for host in hosts if not host.dead), key=lambda host: natural(host.name))),
        "DEAD": listed(host for host in hosts if host.dead),
        **_client_urls(spec),
    }
    return Step.of("membership", spec, None, {"update"}, **parameters)


def _client_urls(spec: ClusterSpec) -> dict[str, str]:
    """Returns the client URLs of external members. Stacked ones are asked in their containers."""
    if not isinstance(spec.etcd, ExternalEtcd):
        return {}
    port = spec.etcd.client_port
    return {"ETCD_ENDPOINTS": ",".join(f"https://{host.address}:{port}" for host in etcd_hosts(spec) if not host.dead)}
