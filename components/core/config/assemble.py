"""The last step from a stack file to a ClusterSpec: the defaults that depend on the whole cluster.

Defaults that depend on neighbouring keys are in the tables (`tables.Derived`).
"""

from collections.abc import Iterable, Mapping
from typing import Any

from ..platform import Platform, named
from ..versions import MINORS, minor_of
from .model import (
    ClusterSpec,
    Containerd,
    ControlPlane,
    Endpoint,
    Etcd,
    ExternalEtcd,
    Fields,
    Haproxy,
    Host,
    LoadBalancer,
    Package,
    Repository,
    Sources,
)
from .repositories import repositories
from .schema.load_balancer import BESIDE_API_PORT
from .syntax.network import API_PORT
from .values import ROOT, Values


def assemble(cluster: Mapping[str, Any], values: Values) -> ClusterSpec:
    """Returns the cluster with these fields, read from a stack file without problems; `values` is everything that was read."""
    platforms = {host.platform for host in _hosts(cluster)}
    return ClusterSpec(
        **{
            **cluster,
            "endpoint": cluster["endpoint"] or _endpoint(cluster["load_balancer"], cluster["control_plane"], values),
            "kubelet": _kubelet(cluster),
            "containerd": _containerd(cluster, platforms, values),
            "sources": _sources(cluster, platforms, values),
        }
    )


def _hosts(cluster: Mapping[str, Any]) -> list[Host]:
    etcd: Etcd = cluster["etcd"]
    balancer: LoadBalancer | None = cluster["load_balancer"]
    hosts = [*cluster["control_plane"].hosts, *(host for pool in cluster["worker_pools"] for host in pool.hosts)]
    hosts += etcd.hosts if isinstance(etcd, ExternalEtcd) else ()
    return [*hosts, *(balancer.hosts if isinstance(balancer, Haproxy) else ())]


def _endpoint(balancer: LoadBalancer | None, control_plane: ControlPlane, values: Values) -> Endpoint:
    """Returns the address of the load balancer, else that of the only control plane."""
    own = balancer.hosts if isinstance(balancer, Haproxy) else ()
    address = balancer.vip.ip if balancer and balancer.vip else (own or control_plane.hosts)[0].address
    beside = isinstance(balancer, Haproxy) and not own
    port = values.at(f"{ROOT}.loadBalancer.port", int) or (BESIDE_API_PORT if beside else API_PORT)
    return Endpoint(host=str(address), port=port)


def _kubelet(cluster: Mapping[str, Any]) -> Fields:
    """Adds what the kubelet needs for limited swap to its fields from the stack file."""
    limited: Fields = {"failSwapOn": False, "memorySwap": {"swapBehavior": "LimitedSwap"}}
    own: Fields = cluster["kubelet"]
    return {**limited, **own} if cluster["preparation"].swap == "limited" else own


def _containerd(cluster: Mapping[str, Any], platforms: Iterable[str], values: Values) -> Containerd:
    written = {**cluster["containerd"]}
    general, own = {key: written.pop(key) for key in ("package", "version")}, written.pop("platforms")
    stacks = values.at(f"{ROOT}.platform", str)
    said = {name: own.get(name) or (general if name == stacks else {}) for name in sorted(platforms)}
    chosen = written.pop("sandbox_image")
    return Containerd(
        packages={name: _package(named(name), **package) for name, package in said.items()},
        sandbox_image=chosen or _sandbox_image(cluster, minor_of(cluster["kubernetes_version"])),
        older_sandbox_images={} if chosen else {minor: _sandbox_image(cluster, minor) for minor in _older_minors(cluster)},
        selinux=cluster["preparation"].selinux == "enforcing",
        **written,
    )


def _sources(cluster: Mapping[str, Any], platforms: Iterable[str], values: Values) -> Sources:
    written = {**cluster["sources"]}
    said = {name: written.pop(name) for name in ("preset", "kubernetes", "packages", "platforms")}
    stacks, minor = values.at(f"{ROOT}.platform", str), minor_of(cluster["kubernetes_version"])
    return Sources(
        **written,
        repositories=_repositories(platforms, said, minor, stacks),
        older_repositories={older: _repositories(platforms, said, older, stacks) for older in _older_minors(cluster)},
    )


def _repositories(platforms: Iterable[str], said: Mapping[str, Any], minor: str, stacks: str | None) -> dict[str, Mapping[str, Repository]]:
    return {name: repositories(named(name), said, minor, is_the_stacks=name == stacks) for name in sorted(platforms)}


def _older_minors(cluster: Mapping[str, Any]) -> list[str]:
    """Returns the minors of pools that lag behind the control plane by a minor at least."""
    found = {minor_of(pool.kubernetes_version) for pool in cluster["worker_pools"] if pool.kubernetes_version}
    return sorted(found - {minor_of(cluster["kubernetes_version"])})


def _sandbox_image(cluster: Mapping[str, Any], minor: str) -> str:
    return f"{cluster['sources']['image_repository']}/pause:{MINORS[minor].pause}"


def _package(platform: Platform, package: str | None = None, version: str | None = None) -> Package:
    return Package(name=package or platform.family.containerd, version=version)
