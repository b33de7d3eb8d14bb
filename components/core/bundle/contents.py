"""The content of an offline bundle: packages and images of each role, and the settings that decide it."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from ..config.model import ClusterSpec, EtcdRelease, ExternalEtcd, Haproxy, Host, KubeVip
from ..config.problems import Problem
from ..config.values import ROOT
from ..platform import Family, named
from ..roles import every_host, role_of
from .references import full_name

CONTROL_PLANE: Final = "control-plane"
WORKER: Final = "worker"
ETCD: Final = "etcd"
LOAD_BALANCER: Final = "load-balancer"
NODES: Final = (CONTROL_PLANE, WORKER)
RELEASE: Final = "etcd.tar.gz"
"""The name of the etcd release in the archive of etcd hosts."""
_BALANCER_PACKAGES: Final = ("haproxy", "keepalived")
_WORKER_IMAGES: Final = re.compile(r"/(kube-proxy|pause|coredns)[:@]")


def archive_of(spec: ClusterSpec, host: Host) -> str | None:
    """Returns the role whose archive a host gets; None without a bundle, and for a host that is no node if no node is of its kind."""
    if spec.sources.bundle is None:
        return None
    role = role_of(spec, host)
    return role if role in NODES or _kind(host) in kinds_of_nodes(spec) else None


def archives(spec: ClusterSpec) -> tuple[str, ...]:
    """Returns the roles for which the hosts of the stack need an archive."""
    kinds = kinds_of_nodes(spec)
    return tuple(dict.fromkeys(role_of(spec, host) for host in every_host(spec) if _kind(host) in kinds))


def release_of_etcd(spec: ClusterSpec) -> EtcdRelease | None:
    """Returns the etcd release for members of external etcd, None if the stack has no such members."""
    return spec.etcd.release if isinstance(spec.etcd, ExternalEtcd) else None


def _kind(host: Host) -> tuple[str, str]:
    return host.platform, host.architecture


def kinds_of_nodes(spec: ClusterSpec) -> tuple[tuple[str, str], ...]:
    """Returns the pairs of platform and architecture that nodes have; a bundle is made for these."""
    nodes = (*spec.control_plane.hosts, *(host for pool in spec.worker_pools for host in pool.hosts))
    return tuple(sorted({_kind(host) for host in nodes}))


def wanted_packages(spec: ClusterSpec, role: str) -> tuple[str, ...]:
    """Returns the packages of a role as NAME or NAME=VERSION. Kubernetes has the version of the stack, packages of the stack file have
    their own, and all others the version that the repositories serve."""
    needed = {CONTROL_PLANE: _node_packages(spec), WORKER: _node_packages(spec), ETCD: (), LOAD_BALANCER: _BALANCER_PACKAGES}[role]
    own = tuple(map(str, spec.preparation.packages))
    time = ("chrony",) if spec.preparation.time.servers and not any(each.name == "chrony" for each in spec.preparation.packages) else ()
    return tuple(dict.fromkeys((*needed, *own, *time)))


def _node_packages(spec: ClusterSpec) -> tuple[str, ...]:
    kubernetes = [f"{name}={spec.kubernetes_version}-*" for name in ("kubelet", "kubeadm", "kubectl")]
    platforms = [platform for platform, _ in kinds_of_nodes(spec)]
    containerd = [str(spec.containerd.packages[platform]) for platform in platforms]
    of_platform = [package for platform in platforms for package in _family_packages(named(platform).family, spec.preparation.selinux)]
    balancing = _BALANCER_PACKAGES if isinstance(spec.load_balancer, Haproxy) and not spec.load_balancer.hosts else ()
    return (*kubernetes, *containerd, "cri-tools", "kubernetes-cni", *of_platform, *balancing)


def _family_packages(family: Family, selinux: str) -> tuple[str, ...]:
    return (*family.node_packages, *(family.selinux_packages if selinux == "enforcing" else ()))


def images_of_role(role: str, kubeadm: Iterable[str], spec: ClusterSpec, addons: Iterable[str]) -> tuple[str, ...]:
    """Returns the images that nodes of a role run, by their names in containerd. `kubeadm` are the images that `kubeadm config images
    list` prints. CoreDNS and other Deployments may run on any node.
    """
    balancer, bundle = spec.load_balancer, spec.sources.bundle
    own = [spec.containerd.sandbox_image, *addons, *(bundle.images if bundle else ())]
    if role == WORKER:
        own += [image for image in kubeadm if _WORKER_IMAGES.search(image)]
    else:
        own += [*kubeadm, *([balancer.image] if isinstance(balancer, KubeVip) else ())]
    return tuple(sorted(set(map(full_name, own))))


def wants(spec: ClusterSpec) -> Mapping[str, str]:
    """Returns the settings that decide the content of a bundle."""
    release, others = release_of_etcd(spec), [role for role in archives(spec) if role not in NODES]
    return {
        "packages": " ".join(wanted_packages(spec, CONTROL_PLANE)),
        "images": " ".join((f"{spec.sources.image_repository}/*", *images_of_role(CONTROL_PLANE, (), spec, ()))),
        "addons": " ".join(sorted(artefact.sha256 for artefact in spec.addons.artefacts().values())),
        **{f"{role}-packages": " ".join(packages) for role in others if (packages := wanted_packages(spec, role))},
        **({"etcd-release": release.sha256} if release and ETCD in others else {}),
    }


def images_are_bundled(spec: ClusterSpec, addons: Iterable[str]) -> Iterator[Problem]:
    """Yields a problem if the bundle of the stack lacks images of addons, which no node could then pull."""
    bundle = spec.sources.bundle
    if bundle and (absent := sorted(set(map(full_name, addons)) - bundle.lock.images.keys())):
        want = f"a bundle with {', '.join(absent)}: run `make bundle` again, with those of a program's own addons in sources.bundle.images"
        yield Problem(f"{ROOT}.sources.bundle.lock", f"one without {len(absent)} images of addons", want)


def bundle_problems(spec: ClusterSpec) -> Iterator[Problem]:
    """Yields a problem for each setting of the stack for which its bundle was not made."""
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
