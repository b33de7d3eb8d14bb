"""What a bundle has to hold: packages and images of each role, and the settings that decide it."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from ..platform import Family, named
from ..roles import every_host, role_of
from ..spec.model import ClusterSpec, EtcdRelease, ExternalEtcd, Haproxy, Host, KubeVip
from ..spec.problems import Problem
from ..spec.values import ROOT
from .references import full_name

CONTROL_PLANE: Final = "control-plane"
WORKER: Final = "worker"
ETCD: Final = "etcd"
LOAD_BALANCER: Final = "load-balancer"
NODES: Final = (CONTROL_PLANE, WORKER)
RELEASE: Final = "etcd.tar.gz"
"""The release of etcd in the archive of its members."""
_BALANCING: Final = ("haproxy", "keepalived")
_OF_WORKERS: Final = re.compile(r"/(kube-proxy|pause|coredns)[:@]")


def archive_of(spec: ClusterSpec, host: Host) -> str | None:
    """The archive that a host is given, by its role; none without a bundle, and for what is no node and of another kind than they are."""
    if spec.sources.bundle is None:
        return None
    role = role_of(spec, host)
    return role if role in NODES or _kind(host) in kinds_of_nodes(spec) else None


def archives(spec: ClusterSpec) -> tuple[str, ...]:
    """Those that the stack's hosts need."""
    kinds = kinds_of_nodes(spec)
    return tuple(dict.fromkeys(role_of(spec, host) for host in every_host(spec) if _kind(host) in kinds))


def release_of_etcd(spec: ClusterSpec) -> EtcdRelease | None:
    """What members of etcd on hosts of their own are made from."""
    return spec.etcd.release if isinstance(spec.etcd, ExternalEtcd) else None


def _kind(host: Host) -> tuple[str, str]:
    return host.platform, host.architecture


def kinds_of_nodes(spec: ClusterSpec) -> tuple[tuple[str, str], ...]:
    """Platform and architecture of the nodes alone, for which a bundle is made."""
    nodes = (*spec.control_plane.hosts, *(host for pool in spec.worker_pools for host in pool.hosts))
    return tuple(sorted({_kind(host) for host in nodes}))


def wanted_packages(spec: ClusterSpec, role: str) -> tuple[str, ...]:
    """NAME or NAME=VERSION: Kubernetes in the stack's version, the stack's own in theirs, everything else as it is served."""
    needed = {CONTROL_PLANE: _packages_of_nodes(spec), WORKER: _packages_of_nodes(spec), ETCD: (), LOAD_BALANCER: _BALANCING}[role]
    own = tuple(map(str, spec.preparation.packages))
    time = ("chrony",) if spec.preparation.time.servers and not any(each.name == "chrony" for each in spec.preparation.packages) else ()
    return tuple(dict.fromkeys((*needed, *own, *time)))


def _packages_of_nodes(spec: ClusterSpec) -> tuple[str, ...]:
    kubernetes = [f"{name}={spec.kubernetes_version}-*" for name in ("kubelet", "kubeadm", "kubectl")]
    platforms = [platform for platform, _ in kinds_of_nodes(spec)]
    containerd = [str(spec.containerd.packages[platform]) for platform in platforms]
    of_platform = [package for platform in platforms for package in _brought_by(named(platform).family, spec.preparation.selinux)]
    balancing = _BALANCING if isinstance(spec.load_balancer, Haproxy) and not spec.load_balancer.hosts else ()
    return (*kubernetes, *containerd, "cri-tools", "kubernetes-cni", *of_platform, *balancing)


def _brought_by(family: Family, selinux: str) -> tuple[str, ...]:
    return (*family.node_packages, *(family.selinux_packages if selinux == "enforcing" else ()))


def images_of_role(role: str, kubeadm: Iterable[str], spec: ClusterSpec, addons: Iterable[str]) -> tuple[str, ...]:
    """The images that nodes of a role run; `kubeadm` are those of the control plane and its addons, as `kubeadm config images list` says.

    CoreDNS and other Deployments may run anywhere. Each has the name that containerd gives it.
    """
    balancer, bundle = spec.load_balancer, spec.sources.bundle
    own = [spec.containerd.sandbox_image, *addons, *(bundle.images if bundle else ())]
    if role == WORKER:
        own += [image for image in kubeadm if _OF_WORKERS.search(image)]
    else:
        own += [*kubeadm, *([balancer.image] if isinstance(balancer, KubeVip) else ())]
    return tuple(sorted(set(map(full_name, own))))


def wants(spec: ClusterSpec) -> Mapping[str, str]:
    """The settings that decide what is in a bundle."""
    release, others = release_of_etcd(spec), [role for role in archives(spec) if role not in NODES]
    return {
        "packages": " ".join(wanted_packages(spec, CONTROL_PLANE)),
        "images": " ".join((f"{spec.sources.image_repository}/*", *images_of_role(CONTROL_PLANE, (), spec, ()))),
        "addons": " ".join(sorted(artefact.sha256 for artefact in spec.addons.artefacts().values())),
        **{f"{role}-packages": " ".join(packages) for role in others if (packages := wanted_packages(spec, role))},
        **({"etcd-release": release.sha256} if release and ETCD in others else {}),
    }


def images_are_bundled(spec: ClusterSpec, addons: Iterable[str]) -> Iterator[Problem]:
    """Images of addons that no node could have: the stack's bundle lacks them."""
    bundle = spec.sources.bundle
    if bundle and (absent := sorted(set(map(full_name, addons)) - bundle.lock.images.keys())):
        want = f"a bundle with {', '.join(absent)}: run `make bundle` again, with those of a program's own addons in sources.bundle.images"
        yield Problem(f"{ROOT}.sources.bundle.lock", f"one without {len(absent)} images of addons", want)


def bundle_problems(spec: ClusterSpec) -> Iterator[Problem]:
    """What the stack wants by now and its bundle was not made for."""
    path, bundle = f"{ROOT}.sources.bundle.lock", spec.sources.bundle
    if bundle is None:
        return
    kinds = kinds_of_nodes(spec)
    if len(kinds) > 1:
        yield Problem(f"{ROOT}.sources.bundle", [*map(" on ".join, kinds)], "nodes of one release on one architecture so far")
    for what, wanted in wants(spec).items():
        if bundle.lock.wants.get(what) != wanted:
            yield Problem(
                path, bundle.lock.wants.get(what), f"a bundle with the {what} that the stack wants by now: run `make bundle` again"
            )
    for role in archives(spec):
        if role not in bundle.lock.archives:
            yield Problem(path, None, f"an archive for each {role}: run `make bundle` again")
