"""The files of a host. The steps that set a host up and those that update it take them from here, so they cannot differ."""

from collections.abc import Iterable, Iterator

from ..bundle.contents import archive_of
from ..config.model import ClusterSpec, Commands, Host, KubeVip, Proxy
from ..platform import named
from ..render import paths
from ..render.containerd import containerd_2_config, containerd_config, registry_ca, registry_hosts
from ..render.credentials import has_secret
from ..render.document import document, document_of_host, documents
from ..render.host import crictl, kernel_modules, sysctl
from ..render.kube_proxy import kube_proxy_configuration
from ..render.kube_vip import kube_vip_manifest
from ..render.kubeadm import cluster_configuration, init_configuration, join_configuration, phase_configuration
from ..render.kubelet import kubelet_configuration
from ..render.patches import patches
from ..render.preparation import journald_config, unit_drop_in
from ..render.proxy import proxy_drop_in, proxy_environment, proxy_for
from .step import JoinMaterial
from .step_input import File


def host_files(spec: ClusterSpec, host: Host) -> tuple[File, ...]:
    """Returns the files that a host has before Kubernetes."""
    return (
        *machine_files(spec, host),
        *_kubelet_drop_ins(spec),
        File(paths.KERNEL_MODULES, kernel_modules(spec.preparation)),
        File(paths.SYSCTL, sysctl(spec.preparation)),
        *_proxy(spec, host),
        *package_sources(spec, host, *spec.repositories_of(host), proxy=spec.sources.proxy),
        File(paths.CONTAINERD, containerd_config(spec.containerd_of(host))),
        File(paths.CONTAINERD_2, containerd_2_config(spec.containerd_of(host))),
        *_mirrors(spec),
        File(paths.CRICTL, crictl()),
    )


def shared_files(spec: ClusterSpec, host: Host, files: Iterable[File]) -> tuple[File, ...]:
    """Returns those of `files`, which are its `host_files`, that are the same on all hosts of its role, platform, architecture and version.

    They are the bulk of what a host has, so hosts get them with the scripts. With a proxy, some files name the address of the host.
    """
    proxy, family = spec.sources.proxy, named(host.platform).family
    own = {paths.HOSTNAME}
    if proxy:
        sources = package_sources(spec, host, *spec.repositories_of(host), proxy=proxy)
        own |= {paths.PROXY, *family.proxy_files(spec, host, proxy), *(file.path for file in sources)}
    return tuple(file for file in files if file.path not in own)


def shared_by_kind(spec: ClusterSpec, hosts: Iterable[Host]) -> dict[str, dict[str, str]]:
    """Returns the files that nodes of one role share, by platform and architecture and then by path, to show them in previews."""
    kinds = {f"{host.platform} {host.architecture}": host for host in hosts}
    return {
        kind: {file.path: file.content for file in shared_files(spec, host, host_files(spec, host))} for kind, host in sorted(kinds.items())
    }


def machine_files(spec: ClusterSpec, host: Host) -> Iterator[File]:
    """Yields the files for any host: the commands of the stack, its name, the limits of its journal."""
    preparation = spec.preparation
    yield from _commands(preparation.commands)
    if preparation.hostname == "set":
        yield File(paths.HOSTNAME, f"{host.name}\n")
    if journal := journald_config(preparation.journal):
        yield File(paths.JOURNALD, journal)


def kubeadm_files(spec: ClusterSpec, host: Host) -> tuple[File, ...]:
    """Returns the files that kubeadm's phases read on this host, now and in later updates."""
    return (
        *(() if spec.pool_of(host) else _of_a_control_plane(spec, host)),
        File(paths.KUBELET_CONFIG, document(kubelet_configuration(spec))),
        *(File(f"{paths.PATCHES}/{name}", content) for name, content in sorted(patches(spec, host).items())),
    )


def _of_a_control_plane(spec: ClusterSpec, host: Host) -> Iterator[File]:
    yield File(paths.CLUSTER_CONFIG, document(cluster_configuration(spec)))
    yield File(paths.PHASE_CONFIG, document(phase_configuration(spec, host)))
    yield File(paths.KUBE_PROXY_CONFIG, document(kube_proxy_configuration(spec)))
    if isinstance(spec.load_balancer, KubeVip):
        yield File(paths.KUBE_VIP, kube_vip_manifest(spec.load_balancer))


def bootstrap_files(spec: ClusterSpec, host: Host) -> tuple[File, ...]:
    """Returns the files that only `kubeadm init` or `kubeadm join` reads, on a tmpfs."""
    init = (File(paths.INIT_CONFIG, documents([init_configuration(spec, host)])),) if host.name == spec.control_plane.init_host else ()
    join = document_of_host(join_configuration(spec, host), host.name, str(host.address))
    return (*init, File(paths.JOIN_CONFIG, join))


def secret_files(material: JoinMaterial) -> Iterator[File]:
    """Yields the files of the join material: certificates readable by all, keys and credentials by root only."""
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
    """Yields the files that add the stack's repositories for the platform of a host, with or without a proxy."""
    family = named(host.platform).family
    repositories = spec.repositories_of(host)
    for name in names:
        if name in repositories:
            way = proxy_for(spec, host, proxy, repositories[name].uri) if proxy else None
            for path, content in family.repository_files(name, repositories[name], way).items():
                yield File(path, content, "0600" if has_secret(content) else "0644")


def package_sources(spec: ClusterSpec, host: Host, *names: str, proxy: Proxy | None = None) -> Iterator[File]:
    """Yields the files that add the archive of an offline bundle if the host has one, else the named repositories of the stack."""
    if archive_of(spec, host):
        yield from (File(path, content) for path, content in named(host.platform).family.archive_files.items())
    else:
        yield from _repository_files(spec, host, *names, proxy=proxy)


def _mirrors(spec: ClusterSpec) -> Iterator[File]:
    for registry, mirrors in sorted(spec.sources.registry_mirrors.items()):
        for number, mirror in enumerate(mirrors):
            if mirror.ca:
                yield File(registry_ca(registry, number), mirror.ca)
        content = registry_hosts(registry, mirrors)
        yield File(f"{paths.REGISTRIES}/{registry}/hosts.toml", content, "0600" if has_secret(content) else "0644")


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
    """Yields a file for each command, so that a preview shows it as it was written. The files are removed after the step."""
    for when, texts in (("before", commands.before), ("after", commands.after)):
        for number, text in enumerate(texts, 1):
            yield File(f"{paths.COMMANDS}/{when}/{number}", text, "0700")


def _kubelet_drop_ins(spec: ClusterSpec) -> Iterator[File]:
    for name, text in spec.preparation.kubelet_drop_ins.items():
        yield File(f"{paths.KUBELET_DROP_INS}/{name}", unit_drop_in(text))
