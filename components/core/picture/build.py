"""From a spec to a picture."""

from collections.abc import Iterator, Mapping

from ..config.model import ClusterSpec, ExistingEtcd, ExternalEtcd, Haproxy, Host, KubeVip, StackedEtcd
from ..listing import counted
from ..names import natural
from ..ports import CLIENT_PORT
from ..render.kubeadm import api_port
from .hosts import Hosts, hosts_of, machines, notes_of
from .model import BALANCERS, CLIENTS, CONTROL_PLANES, ENDPOINT, ETCD, POOL, Group, Line, Mark, Picture


def picture(spec: ClusterSpec, marks: Mapping[str, Mark] | None = None, leaving: Hosts | None = None) -> Picture:
    """Returns the picture of a cluster. `marks` say by the name of a host what an edit does to it, `leaving` are hosts that are no
    longer in the spec, by the groups that they leave."""
    groups = [*_groups(spec, marks or {}, leaving or {})]
    chain = tuple(group for group in groups if not group.key.startswith(POOL))
    pools = tuple(group for group in groups if group.key.startswith(POOL))
    return Picture(name=spec.name, facts=tuple(_facts(spec)), chain=chain, pools=pools, lines=tuple(_lines(spec, chain, pools)))


def _facts(spec: ClusterSpec) -> Iterator[tuple[str, str]]:
    yield "Kubernetes", spec.kubernetes_version
    yield "API endpoint", str(spec.endpoint)
    yield "Pods", str(spec.network.pod_cidr)
    yield "Services", f"{spec.network.service_cidr}, DNS domain {spec.network.dns_domain}"
    addons = [f"{name} {getattr(addon, 'version', '')}".strip() for name, addon in spec.addons.wanted().items()]
    yield "Addons", ", ".join(addons) or "none"


def _groups(spec: ClusterSpec, marks: Mapping[str, Mark], leaving: Hosts) -> Iterator[Group]:
    yield Group(key=CLIENTS, title="Clients", notes=("kubectl, pipelines, applications",))
    yield Group(key=ENDPOINT, title=f"Endpoint {spec.endpoint}", notes=(_behind_endpoint(spec),))
    staying = hosts_of(spec)
    for key in sorted({**staying, **leaving}, key=_place):
        hosts = sorted((*staying.get(key, ()), *leaving.get(key, ())), key=lambda host: natural(host.name))
        shown, more = machines(hosts, marks)
        count = len(staying.get(key, ()))
        yield Group(key=key, title=_title(key, count), notes=(*_notes(spec, key), *notes_of(hosts)), hosts=shown, more=more)
    if isinstance(spec.etcd, ExistingEtcd):
        yield Group(key=ETCD, title="etcd of your own", notes=spec.etcd.endpoints)


def _place(key: str) -> tuple[int, tuple[tuple[str, int], ...]]:
    """Sorts groups as clients reach them, and pools by name after them."""
    chain = (BALANCERS, CONTROL_PLANES, ETCD)
    return (chain.index(key) if key in chain else len(chain), natural(key))


def _title(key: str, count: int) -> str:
    match key:
        case _ if key.startswith(POOL):
            return f"Pool {key.removeprefix(POOL)}: {counted(count, 'worker')}"
        case _ if key == BALANCERS:
            return counted(count, "load balancer")
        case _ if key == CONTROL_PLANES:
            return counted(count, "control plane")
        case _:
            return counted(count, "etcd member")


def _notes(spec: ClusterSpec, key: str) -> Iterator[str]:
    """Yields what runs on the hosts of a group, and its version where that is not the cluster's."""
    version = next((pool.kubernetes_version for pool in spec.worker_pools if f"{POOL}{pool.name}" == key), None)
    if version and version != spec.kubernetes_version:
        yield f"Kubernetes {version}"
    if key == BALANCERS:
        yield f"haproxy, port {spec.endpoint.port}"
    if key == ETCD and isinstance(spec.etcd, ExternalEtcd):
        yield f"etcd {spec.etcd.release.version}, port {spec.etcd.client_port}"
    if key == CONTROL_PLANES:
        yield from _on_control_planes(spec)


def _on_control_planes(spec: ClusterSpec) -> Iterator[str]:
    stacked = f" → its own etcd member, port {CLIENT_PORT}" if isinstance(spec.etcd, StackedEtcd) else ""
    yield f"on each: API server, port {_api_port(spec)}{stacked}"
    if isinstance(spec.load_balancer, Haproxy) and not spec.load_balancer.hosts:
        yield f"haproxy on each, in front of all API servers, port {spec.endpoint.port}"
    if spec.control_plane.schedulable:
        yield "ordinary pods may run here"


def _api_port(spec: ClusterSpec) -> int:
    return api_port(spec, spec.control_plane.hosts[0])


def _behind_endpoint(spec: ClusterSpec) -> str:
    match spec.load_balancer:
        case Haproxy(vip=vip, hosts=hosts) if vip:
            return f"virtual address {vip.ip}, kept on one {'load balancer' if hosts else 'control plane'} by keepalived"
        case Haproxy():
            return "your own address or DNS name for the load balancers"
        case KubeVip(vip=vip):
            return f"virtual address {vip.ip}, kept on one control plane by kube-vip"
        case _:
            return _without_balancer(spec.endpoint.host, spec.control_plane.hosts)


def _without_balancer(endpoint: str, hosts: tuple[Host, ...]) -> str:
    owner = next((host.name for host in hosts if str(host.address) == endpoint), "")
    return f"the address of {owner}" if owner else "your own DNS name or load balancer"


def _lines(spec: ClusterSpec, chain: tuple[Group, ...], pools: tuple[Group, ...]) -> Iterator[Line]:
    keys = [group.key for group in chain]
    yield Line(CLIENTS, ENDPOINT, f"HTTPS, port {spec.endpoint.port}")
    balanced = isinstance(spec.load_balancer, Haproxy) and bool(spec.load_balancer.hosts)
    if balanced:
        yield Line(ENDPOINT, BALANCERS, f"port {spec.endpoint.port}")
        yield Line(BALANCERS, CONTROL_PLANES, f"port {_api_port(spec)}")
    else:
        on_them = isinstance(spec.load_balancer, Haproxy)
        yield Line(ENDPOINT, CONTROL_PLANES, f"port {spec.endpoint.port if on_them else _api_port(spec)}")
    if isinstance(spec.etcd, ExternalEtcd):
        yield Line(CONTROL_PLANES, ETCD, f"port {spec.etcd.client_port}")
    elif ETCD in keys:
        yield Line(CONTROL_PLANES, ETCD, "client URLs")
    yield from (Line(pool.key, ENDPOINT, "kubelets") for pool in pools)
