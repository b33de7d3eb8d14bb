"""The steps of an etcd member on a host of its own: birth and change (`member`), its certificate (`certificates`), its end (`leave`)."""

from ..names import natural
from ..render import etcd as render
from ..render import paths
from ..render.kubeconfig import Credentials
from ..roles import peer_url
from ..spec.model import ClusterSpec, ExternalEtcd, Host
from .firewall import firewall_parameters
from .sheet import File, Sheet
from .step import SCRIPT_REVISIONS, Step
from .system import archive_parameters, system_of


def member_step(spec: ClusterSpec, etcd: ExternalEtcd, host: Host) -> Step:
    """create: install etcd and make its cluster or join it. delete: take it all off the host. Needs `member_files` in its sheet.

    The birth of a host on a new disk takes its former member for dead, and makes no cluster where others are to be asked.
    """
    others = [other for other in etcd.hosts if other.name != host.name and not other.dead]
    may_init = host.name == etcd.init_host and (host.generation == 1 or not others)
    parameters = {
        **_member(spec, etcd, host),
        "GENERATION": str(host.generation),
        "MAY_INIT": "yes" if may_init else "no",
        "FORMER": "dead" if host.generation > 1 else "",
        "ETCD_ENDPOINTS": client_urls(etcd, *others, host),
    }
    return Step("member", Sheet(parameters, _files(spec, etcd, host)), frozenset({"create", "delete"}))


def member_change_step(spec: ClusterSpec, etcd: ExternalEtcd, host: Host) -> Step:
    """update: other settings or another release, with a restart while the others have quorum. Others coming and going change nothing."""
    parameters = {**_member(spec, etcd, host), "ETCD_ENDPOINTS": client_urls(etcd, host)}
    return Step("member", Sheet(parameters, _files(spec, etcd, host)), frozenset({"update"}))


def leave_step(spec: ClusterSpec, etcd: ExternalEtcd, host: Host, *asked: Host) -> Step:
    """delete: take the member of `host` out of etcd by asking the members of other hosts; it runs on the first of those."""
    parameters = {
        "REVISION": str(SCRIPT_REVISIONS["leave"]),
        "CLUSTER": spec.name,
        "NODE": host.name,
        "PEER_URL": peer_url(spec, host),
        "ETCD_ENDPOINTS": client_urls(etcd, *asked),
    }
    return Step("leave", Sheet(parameters), frozenset({"delete"}))


def certificates_step(spec: ClusterSpec, host: Host) -> Step:
    """update: put renewed certificates in their places, from where etcd and its clients read them again. Needs them in its sheet."""
    parameters = {"REVISION": str(SCRIPT_REVISIONS["certificates"]), "CLUSTER": spec.name, "NODE": host.name}
    return Step("certificates", Sheet(parameters), frozenset({"update"}))


def member_files(credentials: Credentials) -> tuple[File, ...]:
    """The secret files of a member: one certificate for clients, peers and etcdctl."""
    return (
        File(f"{render.PKI}/ca.crt", credentials.ca_crt, "0600"),
        File(f"{render.PKI}/member.crt", credentials.client_crt, "0600"),
        File(f"{render.PKI}/member.key", credentials.client_key, "0600"),
    )


def etcd_client_files(credentials: Credentials) -> tuple[File, ...]:
    """The files of a host with an API server, where kubeadm expects those of etcd elsewhere."""
    return (
        File(paths.ETCD_CA, credentials.ca_crt),
        File(paths.ETCD_CLIENT_CRT, credentials.client_crt),
        File(paths.ETCD_CLIENT_KEY, credentials.client_key, "0600"),
    )


def client_urls(etcd: ExternalEtcd, *hosts: Host) -> str:
    """The client URLs of members, as etcdctl takes them."""
    return ",".join(render.client_url(etcd, host) for host in sorted(hosts, key=lambda host: natural(host.name)))


def _member(spec: ClusterSpec, etcd: ExternalEtcd, host: Host) -> dict[str, str]:
    return {
        "REVISION": str(SCRIPT_REVISIONS["member"]),
        "CLUSTER": spec.name,
        "NODE": host.name,
        **archive_parameters(spec, host),
        **system_of(host),
        "PEER_URL": peer_url(spec, host),
        "CLIENT_URL": render.client_url(etcd, host),
        "DATA_DIR": etcd.data_dir,
        "RELEASE_URL": etcd.release.url,
        "RELEASE_SHA256": etcd.release.sha256,
        **firewall_parameters(spec, host),
    }


def _files(spec: ClusterSpec, etcd: ExternalEtcd, host: Host) -> tuple[File, ...]:
    return (File(render.CONFIG, render.etcd_config(spec, etcd, host)), File(render.UNIT, render.etcd_unit()))
