"""The steps of one node, from the cluster's description: birth (`install`, `join`), change (`converge`), and its Node object (`node`)."""

from collections.abc import Mapping, Sequence

from ..render.kubeadm import api_port, birth_taints, cert_sans
from ..roles import control_planes, may_init, peer_url
from ..spec.model import ClusterSpec, Host, Json, StackedEtcd
from .files import birth_files, host_files, kubeadm_files, secret_files
from .firewall import firewall_parameters
from .sheet import File, Sheet
from .step import SCRIPT_REVISIONS, JoinMaterial, Step
from .system import archive_parameters, machine_parameters, system_of

# Control planes have no pool to say it: long enough for a database to shut down, short enough for a person to wait.
_CONTROL_PLANE_DRAIN = (30, 120)


def install_step(spec: ClusterSpec, host: Host, images: Sequence[str] = ()) -> Step:
    """create: prepare the host and install container runtime and Kubernetes packages. delete: take off all that, the bundle last.

    `images` are pulled beside those of Kubernetes.
    """
    parameters = {
        **_identity(spec, host, "install"),
        "GENERATION": str(host.generation),
        **_packages(spec, host),
        **_preparation(spec, host),
        "IMAGE_REPOSITORY": spec.sources.image_repository,
        "IMAGES": "\n".join(images),
        **_etcd(spec, host),
        **firewall_parameters(spec, host),
    }
    return Step("install", Sheet(parameters, host_files(spec, host)), frozenset({"create", "delete"}))


def join_step(spec: ClusterSpec, host: Host, etcd_stanza: Mapping[str, Json]) -> Step:
    """create: `kubeadm init` or `kubeadm join`. delete: `kubeadm reset`. Needs `join_secrets` in its sheet for create."""
    parameters = {
        **_identity(spec, host, "join"),
        "GENERATION": str(host.generation),
        **_api_server(spec, host),
        **_etcd(spec, host),
        **_member(spec, host),
        "MAY_INIT": "yes" if may_init(spec, host) else "no",
    }
    if not spec.pool_of(host):
        # Where a cluster of this identity could answer; a host that may make one joins it then.
        living = (other for other in control_planes(spec) if not other.dead)
        known = (str(spec.endpoint), *(f"{other.address}:{api_port(spec, other)}" for other in living))
        parameters["API_SERVERS"] = " ".join(dict.fromkeys(known))
    files = (*kubeadm_files(spec, host, etcd_stanza), *birth_files(spec, host))
    return Step("join", Sheet(parameters, files), frozenset({"create", "delete"}))


def join_secrets(spec: ClusterSpec, host: Host, material: JoinMaterial) -> tuple[File, ...]:
    """The files of the join that are secret; a worker gets the discovery kubeconfig and nothing else of the material."""
    if spec.pool_of(host):
        material = JoinMaterial(discovery_kubeconfig=material.discovery_kubeconfig)
    return tuple(secret_files(material))


def converge_step(spec: ClusterSpec, host: Host, etcd_stanza: Mapping[str, Json]) -> Step:
    """update: bring a live node to what the spec says now. It has no create: a node is born converged."""
    parameters = {
        **_identity(spec, host, "converge"),
        **_packages(spec, host),
        **_preparation(spec, host),
        **_api_server(spec, host),
        **firewall_parameters(spec, host),
    }
    files = (*host_files(spec, host), *kubeadm_files(spec, host, etcd_stanza))
    return Step("converge", Sheet(parameters, files), frozenset({"update"}))


def node_step(spec: ClusterSpec, host: Host) -> Step:
    """The Node object of `host`, changed through the API: this step runs on a control plane, not on `host`.

    create: wait until it is registered, and Ready if there is a pod network of ours; label its role. update: its taints, key
    by key; of a dead host, delete it. delete: cordon, drain, take its member out of etcd, delete.
    """
    pool = spec.pool_of(host)
    grace, timeout = (pool.drain_grace_seconds, pool.drain_timeout_seconds) if pool else _CONTROL_PLANE_DRAIN
    parameters = {
        **_identity(spec, host, "node"),
        "GENERATION": str(host.generation),
        **({"DEAD": "yes"} if host.dead else {}),
        **_member(spec, host),
        "POD_NETWORK": "yes" if "cni" in spec.addons.provided() else "no",
        "TAINTS": " ".join(str(taint) for taint in birth_taints(spec, host)),
        "DRAIN_GRACE_SECONDS": str(grace),
        "DRAIN_TIMEOUT_SECONDS": str(timeout),
        "EVICT_BY_FORCE": "yes" if pool and pool.evict_by_force else "no",
    }
    return Step("node", Sheet(parameters), frozenset({"create", "update", "delete"}))


def _identity(spec: ClusterSpec, host: Host, script: str) -> dict[str, str]:
    return {
        "REVISION": str(SCRIPT_REVISIONS[script]),
        "CLUSTER": spec.name,
        "NODE": host.name,
        "ROLE": "worker" if spec.pool_of(host) else "control-plane",
    }


def _packages(spec: ClusterSpec, host: Host) -> dict[str, str]:
    containerd = spec.containerd.packages[host.platform]
    return {
        **archive_parameters(spec, host),
        **system_of(host),
        "KUBERNETES_VERSION": spec.kubernetes_version,
        "CONTAINERD_PACKAGE": containerd.name,
        "CONTAINERD_VERSION": containerd.version or "",
    }


def _preparation(spec: ClusterSpec, host: Host) -> dict[str, str]:
    preparation = spec.preparation
    return {
        "SWAP": preparation.swap,
        **({} if preparation.selinux == "leave" else {"SELINUX": preparation.selinux}),
        **machine_parameters(spec, host),
    }


def _api_server(spec: ClusterSpec, host: Host) -> dict[str, str]:
    if spec.pool_of(host):
        return {}
    return {
        "ADDRESS": str(host.address),
        "API_PORT": str(api_port(spec, host)),
        "CERT_SANS": " ".join(cert_sans(spec)),
    }


def _member(spec: ClusterSpec, host: Host) -> dict[str, str]:
    """The member of etcd that lives and dies with this host."""
    return {"PEER_URL": peer_url(spec, host)} if isinstance(spec.etcd, StackedEtcd) and not spec.pool_of(host) else {}


def _etcd(spec: ClusterSpec, host: Host) -> dict[str, str]:
    return {"ETCD_DATA_DIR": spec.etcd.data_dir} if isinstance(spec.etcd, StackedEtcd) and not spec.pool_of(host) else {}
