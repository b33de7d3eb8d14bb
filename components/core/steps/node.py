"""The steps of a node: `install` and `join` run once, `converge` updates it, `node` keeps its Node object."""

from collections.abc import Sequence
from typing import Final

from ..config.model import ClusterSpec, Host, StackedEtcd
from ..render.kubeadm import api_port, cert_sans, initial_taints
from ..render.node import node_annotations, node_labels
from ..roles import control_planes, joins_late, may_init, peer_url
from .drain import drain_group
from .files import bootstrap_files, host_files, kubeadm_files, secret_files, shared_files
from .firewall import firewall_parameters
from .step import JoinMaterial, Step
from .step_input import File
from .system import archive_parameters, machine_parameters, system_of

EARLIER_DAYS: Final = 1
"""How much earlier a certificate of kubeadm may end than the one by which the time for a renewal is known."""


def install_step(spec: ClusterSpec, host: Host, images: Sequence[str] = ()) -> Step:
    """Returns the step. create: prepare the host, install the container runtime and Kubernetes. delete: undo all of it, the scripts last.

    `images` are pulled beside those of Kubernetes.
    """
    parameters = {
        **_packages(spec, host),
        **_preparation(spec, host),
        "IMAGE_REPOSITORY": spec.sources.image_repository,
        "IMAGES": "\n".join(images),
        **_etcd(spec, host),
        **firewall_parameters(spec, host),
    }
    files = host_files(spec, host)
    return Step.of("install", spec, host, {"create", "delete"}, *files, **parameters).sharing(*shared_files(spec, host, files))


def join_step(spec: ClusterSpec, host: Host) -> Step:
    """Returns the step. create: `kubeadm init` or `kubeadm join`. delete: `kubeadm reset`. Needs `join_secrets` in its input for create."""
    parameters = {
        "KUBERNETES_VERSION": spec.version_of(host),
        **({"CONTROL_PLANE_VERSION": spec.kubernetes_version} if joins_late(spec, host) else {}),
        **_api_server(spec, host),
        **_etcd(spec, host),
        **_member(spec, host),
        "MAY_INIT": "yes" if may_init(spec, host) else "no",
    }
    if not spec.pool_of(host):
        # Addresses at which this cluster might answer already: a host that may create the cluster then joins it.
        living = (other for other in control_planes(spec) if not other.dead)
        known = (str(spec.endpoint), *(f"{other.address}:{api_port(spec, other)}" for other in living))
        parameters["API_SERVERS"] = " ".join(dict.fromkeys(known))
    files = (*kubeadm_files(spec, host), *bootstrap_files(spec, host))
    return Step.of("join", spec, host, {"create", "delete"}, *files, **parameters)


def join_secrets(spec: ClusterSpec, host: Host, material: JoinMaterial) -> tuple[File, ...]:
    """Returns the secret files of the join. A worker gets the discovery kubeconfig and nothing else of the material."""
    if spec.pool_of(host):
        material = JoinMaterial(discovery_kubeconfig=material.discovery_kubeconfig)
    return tuple(secret_files(material))


def converge_step(spec: ClusterSpec, host: Host) -> Step:
    """Returns the step. update: bring a live node to what the spec says. It has no create: `install` and `join` leave nothing to do."""
    parameters = {
        **_packages(spec, host),
        "IMAGE_REPOSITORY": spec.sources.image_repository,
        **_preparation(spec, host),
        **_api_server(spec, host),
        **_member(spec, host),
        "DRAIN_GROUP": drain_group(spec, host),
        **firewall_parameters(spec, host),
    }
    files = host_files(spec, host)
    step = Step.of("converge", spec, host, {"update"}, *files, *kubeadm_files(spec, host), **parameters)
    return step.sharing(*shared_files(spec, host, files))


def renewal_step(spec: ClusterSpec, host: Host) -> Step:
    """Returns the step of a control plane. update: renew the certificates that kubeadm made there, if one ends too early.

    Needs the parameter `UNTIL` in its input: when the certificate ends by which the time for a renewal is known. It has no create: a join
    has just made them.
    """
    server = {"ADDRESS": str(host.address), "API_PORT": str(api_port(spec, host))}
    return Step.of("renewal", spec, host, {"update"}, **server, DAYS=str(EARLIER_DAYS))


def node_step(spec: ClusterSpec, host: Host) -> Step:
    """Returns the step for the Node object of `host`. It runs on a control plane, not on `host`.

    create: wait until the Node is registered and, with a pod network of the stack, Ready and reachable. update: set its labels, annotations
    and taints; delete the Node of a dead host. delete: cordon, drain, and remove its member from etcd.
    """
    parameters = {
        **({"DEAD": "yes"} if host.dead else {}),
        **_member(spec, host),
        "POD_NETWORK": "yes" if "cni" in spec.addons.provided() else "no",
        "API_SERVICE": str(spec.network.service_cidr[1]),
        "LABELS": node_labels(spec, host),
        "ANNOTATIONS": node_annotations(spec, host),
        "TAINTS": " ".join(str(taint) for taint in initial_taints(spec, host)),
        "DRAIN_GROUP": drain_group(spec, host),
    }
    return Step.of("node", spec, host, {"create", "update", "delete"}, **parameters)


def forget_step(spec: ClusterSpec, host: Host) -> Step:
    """Returns the step, which runs on a control plane.

    delete: delete the Node of `host`, whose kubelet has been disabled by then, and its member of etcd if its join failed.
    """
    return Step.of("forget", spec, None, {"delete"}, NODE=host.name, **_member(spec, host))


def stacked_leave_step(spec: ClusterSpec, host: Host) -> Step:
    """Returns the step, which runs on a control plane. delete: remove the member of `host` from etcd if the step `node` has not."""
    return Step.of("leave", spec, None, {"delete"}, NODE=host.name, **_member(spec, host))


def has_member(spec: ClusterSpec, host: Host) -> bool:
    """Returns whether this node runs a member of stacked etcd."""
    return isinstance(spec.etcd, StackedEtcd) and not spec.pool_of(host)


def _packages(spec: ClusterSpec, host: Host) -> dict[str, str]:
    containerd = spec.containerd.packages[host.platform]
    return {
        **archive_parameters(spec, host),
        **system_of(host),
        "KUBERNETES_VERSION": spec.version_of(host),
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
    return {"PEER_URL": peer_url(spec, host)} if has_member(spec, host) else {}


def _etcd(spec: ClusterSpec, host: Host) -> dict[str, str]:
    return {"ETCD_DATA_DIR": spec.etcd.data_dir} if isinstance(spec.etcd, StackedEtcd) and has_member(spec, host) else {}
