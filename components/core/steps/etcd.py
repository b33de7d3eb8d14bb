"""The steps of an external etcd member: `member` sets up, updates and removes it, `certificates` renews, `leave` removes it from etcd."""

from ..config.model import ClusterSpec, Etcd, ExternalEtcd, Host, StackedEtcd
from ..names import natural
from ..render import etcd as render
from ..render import paths
from ..render.kubeconfig import Credentials
from ..roles import peer_url
from .firewall import firewall_parameters
from .step import Step
from .step_input import File
from .system import archive_parameters, system_of


def member_step(spec: ClusterSpec, etcd: ExternalEtcd, host: Host) -> Step:
    """Returns the step. create: install etcd, and create its cluster or join it. delete: remove it. Needs `member_files` in its input.

    A host with a new disk takes its former member for dead, and creates no cluster if there are other members.
    """
    others = [other for other in etcd.hosts if other.name != host.name and not other.dead]
    may_init = host.name == etcd.init_host and (host.generation == 1 or not others)
    parameters = {
        **_member(spec, etcd, host),
        "MAY_INIT": "yes" if may_init else "no",
        "FORMER": "dead" if host.generation > 1 else "",
        "ETCD_ENDPOINTS": client_urls(etcd, *others, host),
    }
    return Step.of("member", spec, host, {"create", "delete"}, *_files(spec, etcd, host), **parameters)


def member_change_step(spec: ClusterSpec, etcd: ExternalEtcd, host: Host) -> Step:
    """Returns the step. update: change settings or the release, with a restart while the others have quorum."""
    parameters = {**_member(spec, etcd, host), "ETCD_ENDPOINTS": client_urls(etcd, host)}
    return Step.of("member", spec, host, {"update"}, *_files(spec, etcd, host), **parameters)


def leave_step(spec: ClusterSpec, etcd: ExternalEtcd, host: Host, *asked: Host) -> Step:
    """Returns the step, which runs on the first of the hosts `asked`. delete: remove the member of `host` from etcd by asking theirs."""
    member = {"NODE": host.name, "PEER_URL": peer_url(spec, host)}
    return Step.of("leave", spec, None, {"delete"}, **member, ETCD_ENDPOINTS=client_urls(etcd, *asked))


def certificates_step(spec: ClusterSpec, host: Host) -> Step:
    """Returns the step. update: write renewed certificates, which etcd and its clients read by themselves. Needs them in its input."""
    return Step.of("certificates", spec, None, {"update"}, NODE=host.name)


def member_files(credentials: Credentials) -> tuple[File, ...]:
    """Returns the secret files of a member: one certificate for clients, peers and etcdctl."""
    return (
        File(f"{render.PKI}/ca.crt", credentials.ca_crt, "0600"),
        File(f"{render.PKI}/member.crt", credentials.client_crt, "0600"),
        File(f"{render.PKI}/member.key", credentials.client_key, "0600"),
    )


def etcd_client_files(credentials: Credentials) -> tuple[File, ...]:
    """Returns the files by which an API server reaches external etcd, at the paths that kubeadm expects."""
    return (
        File(paths.ETCD_CA, credentials.ca_crt),
        File(paths.ETCD_CLIENT_CRT, credentials.client_crt),
        File(paths.ETCD_CLIENT_KEY, credentials.client_key, "0600"),
    )


def renews_client_files(etcd: Etcd) -> bool:
    """Returns whether API servers have an etcd client certificate, which expires, so that a later `up` renews it."""
    return not isinstance(etcd, StackedEtcd)


def client_urls(etcd: ExternalEtcd, *hosts: Host) -> str:
    """Returns the client URLs of members as etcdctl takes them."""
    return ",".join(render.client_url(etcd, host) for host in sorted(hosts, key=lambda host: natural(host.name)))


def _member(spec: ClusterSpec, etcd: ExternalEtcd, host: Host) -> dict[str, str]:
    return {
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
