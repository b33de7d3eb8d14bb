"""What happens to the cluster as a whole: settings that it keeps, secrets, and what only later runs use."""

from collections.abc import Callable, Iterator, Set
from typing import Final

from ..config.model import ClusterSpec, ExistingEtcd
from ..config.passwords import PROXY, REGISTRIES, REPOSITORIES
from ..config.secrets import ETCD_KEY, SSH_KEY, WEAVE_PASSWORD
from ..steps.effects import Risk, changes, effects, kinds
from .inputs import cluster_steps
from .model import EtcdReview, Note

_SECRETS: Final = {
    SSH_KEY: "the SSH key changes: later connections use it, and nothing changes on a host",
    ETCD_KEY: "the key of the API servers' certificate for your etcd is written to the control planes; nothing restarts",
    REGISTRIES: "passwords of registry mirrors are rewritten on the nodes that use them; nothing restarts",
    REPOSITORIES: "passwords of package repositories are rewritten on the hosts that use them; nothing restarts",
    PROXY: "the password of the proxy is rewritten on the nodes; containerd and the kubelet restart",
    WEAVE_PASSWORD: "the Secret with weave's password changes",
}
_LATER: Final[tuple[tuple[str, Callable[[ClusterSpec], object], str], ...]] = (
    ("kubelet-arguments", lambda spec: spec.kubelet_extra_args, "`kubeletExtraArgs` reach nodes that join later; live nodes keep theirs"),
    (
        "ignored-errors",
        lambda spec: spec.kubeadm.ignore_preflight_errors,
        "`kubeadm.ignorePreflightErrors` is for nodes that join later",
    ),
    ("preflight", lambda spec: spec.preflight, "preflight judges hosts that join from now on by other rules"),
    ("init-host", lambda spec: spec.control_plane.init_host, "later runs begin with another control plane; nothing changes on a host"),
    (
        "etcd-certificate",
        lambda spec: (spec.etcd.ca_crt, spec.etcd.client_crt) if isinstance(spec.etcd, ExistingEtcd) else None,
        "the certificates for your etcd are written to the control planes; nothing restarts",
    ),
    (
        "etcd-init-host",
        lambda spec: getattr(spec.etcd, "init_host", None),
        "later runs begin with another member of etcd; nothing changes on a host",
    ),
)


def notes(before: ClusterSpec, after: ClusterSpec, secrets: Set[str], etcd: EtcdReview) -> Iterator[Note]:
    """Yields the notes; `secrets` are the keys of secrets that differ."""
    was, now = cluster_steps(before), cluster_steps(after)
    for name in now:
        if name in was:
            felt = effects(was[name], now[name], changes(was[name], now[name]))
            # The part about etcd tells of the quorum check.
            yield from (Note(name=each.name, says=each.says, risk=each.risk) for each in felt if each is not kinds.QUORUM_CHECK)
    if etcd.lost:
        yield Note(name="quorum-lost", says=f"`up` refuses this before it changes anything else: {etcd.lost}", risk=Risk.HIGH)
    if before.protect != after.protect:
        how = "protected: `pulumi destroy` deletes nothing" if after.protect else "no longer protected: `pulumi destroy` deletes it"
        yield Note(name="protect", says=f"the cluster is {how}", risk=Risk.LOW if after.protect else Risk.MEDIUM)
    yield from (Note(name=name, says=says) for name, of, says in _LATER if of(before) != of(after))
    yield from _widths(before, after)
    if isinstance(before.etcd, ExistingEtcd) and isinstance(after.etcd, ExistingEtcd) and before.etcd.endpoints != after.etcd.endpoints:
        says = "the API servers use other endpoints of your etcd: they have to belong to the same etcd cluster, which holds all objects"
        yield Note(name="etcd-endpoints", says=says, risk=Risk.MEDIUM)
    yield from _of_secrets(secrets)
    if not _has_place(after) and _has_place(before):
        yield Note(name="no-place", says="no node is left for ordinary pods: those that leave a node stay pending", risk=Risk.HIGH)


def _of_secrets(secrets: Set[str]) -> Iterator[Note]:
    for key in sorted(secrets):
        restarts = key == PROXY
        says = _SECRETS.get(key, f"`{key}` changes")
        again = "its encrypted text differs, so it is another value, or the same one encrypted again"
        yield Note(name=f"secret-{key}", says=f"{says} ({again})", risk=Risk.MEDIUM if restarts else Risk.LOW)


def _widths(before: ClusterSpec, after: ClusterSpec) -> Iterator[Note]:
    """Yields a note for each pool with another `max_unavailable`, unless that is a share of its hosts, which changed."""
    pools = {pool.name: pool for pool in before.worker_pools}
    for pool in after.worker_pools:
        was = pools.get(pool.name)
        if was and len(was.hosts) == len(pool.hosts) and was.max_unavailable != pool.max_unavailable:
            says = f"{pool.max_unavailable} workers of pool {pool.name} are updated at a time from this run on, not {was.max_unavailable}"
            yield Note(name="width", says=says)


def _has_place(spec: ClusterSpec) -> bool:
    workers = any(not host.dead for pool in spec.worker_pools for host in pool.hosts)
    return workers or spec.control_plane.schedulable


KUBE_PROXY: Final = Note(name=kinds.KUBE_PROXY.name, says=f"{kinds.KUBE_PROXY.says}; {kinds.KUBE_PROXY.users}", risk=kinds.KUBE_PROXY.risk)
"""Told once: the first control plane begins the roll-out, and the others find it done."""
