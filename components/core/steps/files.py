"""Which files a host has, and from which renderer each comes. Births and `converge` take them from here, so they cannot differ."""

from collections.abc import Iterator, Mapping

from ..bundle.contents import archive_of
from ..platform import named
from ..render import paths
from ..render.containerd import containerd_2_config, containerd_config, registry_ca, registry_hosts
from ..render.credentials import OF_PROXY, placeholder
from ..render.document import document, documents
from ..render.host import crictl, kernel_modules, sysctl
from ..render.kube_proxy import kube_proxy_configuration
from ..render.kube_vip import kube_vip_manifest
from ..render.kubeadm import cluster_configuration, init_configuration, join_configuration, phase_configuration
from ..render.kubelet import kubelet_configuration, patches
from ..render.preparation import journald_config, unit_drop_in
from ..render.proxy import proxy_drop_in, proxy_environment, way_to
from ..spec.model import ClusterSpec, Commands, Host, Json, KubeVip, Proxy
from .sheet import File
from .step import JoinMaterial


def host_files(spec: ClusterSpec, host: Host) -> tuple[File, ...]:
    """What a host has before Kubernetes."""
    return (
        *machine_files(spec, host),
        *_kubelet_drop_ins(spec),
        File(paths.KERNEL_MODULES, kernel_modules(spec.preparation)),
        File(paths.SYSCTL, sysctl(spec.preparation)),
        *_proxy(spec, host),
        *package_sources(spec, host, *spec.sources.repositories[host.platform], proxy=spec.sources.proxy),
        File(paths.CONTAINERD, containerd_config(spec.containerd)),
        File(paths.CONTAINERD_2, containerd_2_config(spec.containerd)),
        *_mirrors(spec),
        File(paths.CRICTL, crictl()),
    )


def machine_files(spec: ClusterSpec, host: Host) -> Iterator[File]:
    """What a stack may give any host: its commands, for the time of a step, its name, its journal's limits."""
    preparation = spec.preparation
    yield from _commands(preparation.commands)
    if preparation.hostname == "set":
        yield File(paths.HOSTNAME, f"{host.name}\n")
    if journal := journald_config(preparation.journal):
        yield File(paths.JOURNALD, journal)


def kubeadm_files(spec: ClusterSpec, host: Host, etcd: Mapping[str, Json]) -> tuple[File, ...]:
    """What kubeadm's phases read on this host, now and at each later change."""
    return (
        *(() if spec.pool_of(host) else _of_a_control_plane(spec, host, etcd)),
        File(paths.KUBELET_CONFIG, document(kubelet_configuration(spec))),
        *(File(f"{paths.PATCHES}/{name}", content) for name, content in sorted(patches(spec, host).items())),
    )


def _of_a_control_plane(spec: ClusterSpec, host: Host, etcd: Mapping[str, Json]) -> Iterator[File]:
    yield File(paths.CLUSTER_CONFIG, document(cluster_configuration(spec, etcd)))
    yield File(paths.PHASE_CONFIG, document(phase_configuration(spec, host)))
    yield File(paths.KUBE_PROXY_CONFIG, document(kube_proxy_configuration(spec)))
    if isinstance(spec.load_balancer, KubeVip):
        yield File(paths.KUBE_VIP, kube_vip_manifest(spec.load_balancer))


def birth_files(spec: ClusterSpec, host: Host) -> tuple[File, ...]:
    """What only the birth reads, on a tmpfs."""
    init = (File(paths.INIT_CONFIG, documents([init_configuration(spec, host)])),) if host.name == spec.control_plane.init_host else ()
    return (*init, File(paths.JOIN_CONFIG, document(join_configuration(spec, host))))


def secret_files(material: JoinMaterial) -> Iterator[File]:
    """The join material in its places: certificates readable, keys and credentials for root only."""
    yield File(paths.DISCOVERY, material.discovery_kubeconfig, "0600")
    pki = {
        "ca.crt": material.ca_crt,
        "ca.key": material.ca_key,
        "etcd/ca.crt": material.etcd_ca_crt,
        "etcd/ca.key": material.etcd_ca_key,
        "front-proxy-ca.crt": material.front_proxy_ca_crt,
        "front-proxy-ca.key": material.front_proxy_ca_key,
        "sa.key": material.sa_key,
        "sa.pub": material.sa_pub,
    }
    for name, pem in pki.items():
        if pem is not None:
            yield File(f"{paths.PKI}/{name}", pem, "0600" if name.endswith(".key") else "0644")


def _repository_files(spec: ClusterSpec, host: Host, *names: str, proxy: Proxy | None = None) -> Iterator[File]:
    """What makes those of the stack's repositories known to the host that it has for this platform, through a proxy or not."""
    family = named(host.platform).family
    repositories = spec.sources.repositories[host.platform]
    for name in names:
        if name in repositories:
            way = way_to(spec, host, proxy, repositories[name].uri) if proxy else None
            for path, content in family.repository_files(name, repositories[name], way).items():
                yield File(path, content, "0600" if placeholder(OF_PROXY) in content else "0644")


def package_sources(spec: ClusterSpec, host: Host, *names: str, proxy: Proxy | None = None) -> Iterator[File]:
    """The archive alone where the host has one, else these of the stack's repositories."""
    if archive_of(spec, host):
        yield from (File(path, content) for path, content in named(host.platform).family.archive_files.items())
    else:
        yield from _repository_files(spec, host, *names, proxy=proxy)


def _mirrors(spec: ClusterSpec) -> Iterator[File]:
    for registry, mirror in sorted(spec.sources.registry_mirrors.items()):
        if mirror.ca:
            yield File(registry_ca(registry), mirror.ca)
        mode = "0600" if mirror.user else "0644"
        yield File(f"{paths.REGISTRIES}/{registry}/hosts.toml", registry_hosts(registry, mirror), mode)


def _proxy(spec: ClusterSpec, host: Host) -> Iterator[File]:
    proxy = spec.sources.proxy
    if proxy is None:
        return
    mode = "0600" if proxy.user else "0644"
    yield File(paths.PROXY, proxy_environment(spec, host, proxy), mode)
    for drop_in in paths.PROXY_DROP_INS:
        yield File(drop_in, proxy_drop_in())
    for path, content in named(host.platform).family.proxy_files(spec, host, proxy).items():
        yield File(path, content, mode)


def _commands(commands: Commands) -> Iterator[File]:
    """Files for the time of the step, and so each command stands in a preview as it was written."""
    for when, texts in (("before", commands.before), ("after", commands.after)):
        for number, text in enumerate(texts, 1):
            yield File(f"{paths.COMMANDS}/{when}/{number}", text, "0700")


def _kubelet_drop_ins(spec: ClusterSpec) -> Iterator[File]:
    for name, text in spec.preparation.kubelet_drop_ins.items():
        yield File(f"{paths.KUBELET_DROP_INS}/{name}", unit_drop_in(text))
