"""The hardware, system and kernel of a machine, compared with its requirement.

Rules: https://kubernetes.io/docs/setup/production-environment/tools/kubeadm/install-kubeadm/#before-you-begin and kubeadm's own preflight
checks (cmd/kubeadm/app/preflight of kubernetes/kubernetes).
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from ..architectures import ARCHITECTURES, MACHINES
from ..checks import Finding
from ..config.model import ClusterSpec
from ..platform import PLATFORMS, of_system, refusal_reason
from ..roles import CONTROL_PLANE
from ..versions import numbers_of
from .facts import Disk, Facts
from .requirements import Requirement

OLDEST_KERNEL: Final = (4, 19)
LEAST_CPUS: Final = 2
LEAST_MEMORY: Final = 1700
COMFORTABLE_ROOM: Final = 20480
"""The MiB below which the kubelet soon evicts pods to keep 15 % of its file system free."""


def platform(facts: Facts, requirement: Requirement) -> Iterator[Finding]:
    wanted, found = requirement.host.platform, of_system(*facts.platform)
    if any(facts.platform) and (found is None or found.name != wanted):
        reason = refusal_reason(*facts.platform)
        name = facts.platform_name or " ".join(facts.platform)
        remedy = f"write platform: {found.name}" if found else f"install {', '.join(platform.title for platform in PLATFORMS.values())}"
        against = f", and {reason}" if reason else f", and the stack says {wanted}" if found else ""
        yield Finding("platform", f"this is {name}{against}", remedy)
    architecture = MACHINES.get(facts.architecture)
    if facts.architecture and architecture != requirement.host.architecture:
        remedy = f"write architecture: {architecture}" if architecture else f"use one of {', '.join(ARCHITECTURES)}"
        yield Finding("architecture", f"the machine is {facts.architecture}, and the stack says {requirement.host.architecture}", remedy)
    if facts.init and facts.init != "systemd":
        yield Finding("systemd", f"process 1 is {facts.init}", "use a machine with systemd")
    version = re.match(r"(\d{1,4})\.(\d{1,4})", facts.kernel, re.ASCII)
    if version and (int(version[1]), int(version[2])) < OLDEST_KERNEL:
        yield Finding("kernel", f"kernel {facts.kernel} is too old", f"run {'.'.join(map(str, OLDEST_KERNEL))} or later")


def login_shell(facts: Facts) -> Iterator[Finding]:
    """Finds output of a login shell, which SFTP, used for copying the scripts, would take for its protocol."""
    if facts.noise:
        remedy = "let .bashrc and the like print nothing in shells without a terminal: files cannot be copied otherwise"
        yield Finding("login-shell", f"the shell of its user prints {facts.noise[:40]!r} at each login", remedy)


def size(facts: Facts, requirement: Requirement) -> Iterator[Finding]:
    """Applies the checks NumCPU and Mem of kubeadm, which are for control planes."""
    if CONTROL_PLANE not in requirement.roles:
        return
    if facts.cpus is not None and facts.cpus < LEAST_CPUS:
        yield Finding("cpu", f"it has {facts.cpus} CPU", f"a control plane needs {LEAST_CPUS}")
    if facts.memory is not None and facts.memory < LEAST_MEMORY:
        yield Finding("memory", f"it has {facts.memory} MiB of memory", f"a control plane needs {LEAST_MEMORY}")


def room(facts: Facts, requirement: Requirement) -> Iterator[Finding]:
    """Adds up the space that directories on one file system need. Not for members, which have used their part already."""
    by_mount: dict[str, list[Disk]] = defaultdict(list)
    for disk in facts.disks:
        if disk.directory in requirement.room:
            by_mount[disk.mount].append(disk)
    for mount, disks in by_mount.items():
        free, need = disks[0].free, sum(requirement.room[disk.directory] for disk in disks)
        directories = " and ".join(disk.directory for disk in disks)
        if free < need:
            yield Finding("disk", f"{mount} has {free} MiB free for {directories}", f"make room for {need} MiB")
        elif requirement.is_node and free < COMFORTABLE_ROOM and "evictionHard" not in requirement.kubelet:
            yield Finding(
                "disk-small", f"{mount} has {free} MiB free for {directories}", f"{COMFORTABLE_ROOM} keep the kubelet from evicting pods"
            )


def cgroups(spec: ClusterSpec, facts: Facts, requirement: Requirement) -> Iterator[Finding]:
    """Finds cgroup v1, which from 1.35 on the kubelet refuses by default, and SystemVerification of kubeadm too."""
    if not requirement.is_node or facts.cgroup in {"", "cgroup2fs"}:
        return
    yield Finding("cgroup-v1", "it runs cgroup v1, which Kubernetes is about to drop", "boot it with systemd.unified_cgroup_hierarchy=1")
    ignored = {name.lower() for name in spec.kubeadm.ignore_preflight_errors}
    lacks = [] if requirement.kubelet.get("failCgroupV1") is False else ["kubelet.failCgroupV1: false"]
    lacks += [] if ignored & {"systemverification", "all"} else ["SystemVerification in kubeadm.ignorePreflightErrors"]
    version = spec.version_of(requirement.host)
    if numbers_of(version) >= (1, 35) and lacks:
        remedy = f"boot it with cgroup v2, or write {' and '.join(lacks)}"
        yield Finding("cgroup", f"it runs cgroup v1, which Kubernetes {version} refuses", remedy)


def swap(spec: ClusterSpec, facts: Facts, requirement: Requirement) -> Iterator[Finding]:
    """Finds swap that keeps the kubelet from starting. With swap limited it does not start on cgroup v1, even without swap."""
    if requirement.is_node and spec.preparation.swap == "limited" and facts.cgroup not in {"", "cgroup2fs"}:
        remedy = "boot it with systemd.unified_cgroup_hierarchy=1, or write preparation.swap: off"
        yield Finding("swap", "it runs cgroup v1, with which the kubelet cannot limit swap", remedy)
    if not requirement.is_node or not facts.swap:
        return
    places = ", ".join(line.split()[0] for line in facts.swap)
    if spec.preparation.swap == "off":
        said = "`up` switched it off once, and it is on again" if facts.owner == spec.name else "`up` switches it off, and removal on again"
        yield Finding("swap-on", f"swap is on ({places})", said)
    elif requirement.kubelet.get("failSwapOn") is not False:
        remedy = "write kubelet.failSwapOn: false, or preparation.swap: off"
        yield Finding("swap", f"swap is on ({places}) and preparation.swap keeps it, so that no kubelet starts", remedy)


def parts(spec: ClusterSpec, facts: Facts) -> Iterator[Finding]:
    for module in facts.missing_modules:
        yield Finding("kernel-module", f"kernel module {module} is not available", "install the package of kernel modules that contains it")
    for command in facts.missing_commands:
        yield Finding("command", f"the command {command} is missing", "install the package that contains it")
    if facts.selinux == "1" and spec.preparation.selinux == "leave":
        yield Finding("selinux", "SELinux is enforcing", "write preparation.selinux: enforcing or permissive, or expect denials")
