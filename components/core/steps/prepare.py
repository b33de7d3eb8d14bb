"""The step that prepares a host which is not a Kubernetes node (`prepare`)."""

from collections.abc import Iterator
from dataclasses import replace

from ..config.model import ClusterSpec, Host, Preparation
from ..render import paths
from ..render.host import kernel_modules, sysctl
from .files import machine_files, package_sources
from .step import Step
from .step_input import File
from .system import archive_parameters, machine_parameters, system_of

_NOTHING = Preparation(swap="", kernel_modules=(), sysctl={})


def needs_preparation(spec: ClusterSpec) -> bool:
    """Returns whether the stack has settings for hosts that are not nodes. Swap and SELinux matter to nodes only."""
    return replace(spec.preparation, swap="", selinux="leave", kubelet_drop_ins={}) != _NOTHING


def takes_packages(spec: ClusterSpec) -> bool:
    """Returns whether hosts that are not nodes get packages: those of the stack, or chrony for its time servers."""
    return bool(spec.preparation.packages or spec.preparation.time.servers)


def prepare_step(spec: ClusterSpec, host: Host) -> Step:
    """Returns the step. create, update: apply the settings of the stack. delete: restore the host as it was."""
    parameters = {**archive_parameters(spec, host), **system_of(host), **machine_parameters(spec, host)}
    return Step.of("prepare", spec, host, {"create", "update", "delete"}, *_files(spec, host), **parameters)


def _files(spec: ClusterSpec, host: Host) -> Iterator[File]:
    preparation = spec.preparation
    yield from machine_files(spec, host)
    if preparation.kernel_modules or preparation.sysctl:
        yield File(paths.KERNEL_MODULES, kernel_modules(preparation, node=False))
        yield File(paths.SYSCTL, sysctl(preparation, node=False))
    if takes_packages(spec):
        yield from package_sources(spec, host, "packages")
