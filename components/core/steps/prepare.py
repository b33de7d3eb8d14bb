"""The step of a host that is an etcd member or a load balancer alone: what a stack says of every machine (`prepare`)."""

from collections.abc import Iterator
from dataclasses import replace

from ..render import paths
from ..render.host import kernel_modules, sysctl
from ..roles import role_of
from ..spec.model import ClusterSpec, Host, Preparation
from .files import machine_files, package_sources
from .sheet import File, Sheet
from .step import SCRIPT_REVISIONS, Step
from .system import archive_parameters, machine_parameters, system_of

_NOTHING = Preparation(swap="", kernel_modules=(), sysctl={})


def needs_preparation(spec: ClusterSpec) -> bool:
    """Whether the stack says anything of machines that is not about kubelets, containers or pods: those need no other swap, no SELinux."""
    return replace(spec.preparation, swap="", selinux="leave", kubelet_drop_ins={}) != _NOTHING


def prepare_step(spec: ClusterSpec, host: Host) -> Step:
    """create, update: make the host what the stack says of it. delete: leave it as it was before."""
    parameters = {
        "REVISION": str(SCRIPT_REVISIONS["prepare"]),
        "CLUSTER": spec.name,
        "NODE": host.name,
        "GENERATION": str(host.generation),
        "ROLE": role_of(spec, host),
        **archive_parameters(spec, host),
        **system_of(host),
        **machine_parameters(spec, host),
    }
    return Step("prepare", Sheet(parameters, tuple(_files(spec, host))), frozenset({"create", "update", "delete"}))


def _files(spec: ClusterSpec, host: Host) -> Iterator[File]:
    preparation = spec.preparation
    yield from machine_files(spec, host)
    if preparation.kernel_modules or preparation.sysctl:
        yield File(paths.KERNEL_MODULES, kernel_modules(preparation, node=False))
        yield File(paths.SYSCTL, sysctl(preparation, node=False))
    if preparation.packages or preparation.time.servers:
        yield from package_sources(spec, host, "packages")
