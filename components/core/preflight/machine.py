"""What a machine is made of, against what its duty needs.

Rules: https://kubernetes.io/docs/setup/production-environment/tools/kubeadm/install-kubeadm/#before-you-begin and kubeadm's own preflight
checks (cmd/kubeadm/app/preflight of kubernetes/kubernetes).
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from ..architectures import ARCHITECTURES, MACHINES
from ..checks import Finding
from ..platform import PLATFORMS, of_system, reason_against
from ..roles import CONTROL_PLANE
from ..spec.model import ClusterSpec
from .duties import Duty
from .facts import Disk, Facts

OLDEST_KERNEL: Final = (4, 19)
LEAST_CPUS: Final = 2
LEAST_MEMORY: Final = 1700
COMFORTABLE_ROOM: Final = 20480
"""MiB below which the kubelet soon evicts pods to keep 15 % of its file system free."""


def platform(facts: Facts, duty: Duty) -> Iterator[Finding]:
    wanted, found = duty.host.platform, of_system(*facts.platform)
    if any(facts.platform) and (found is None or found.name != wanted):
        reason = reason_against(*facts.platform)
        name = facts.platform_name or " ".join(facts.platform)
        todo = f"write platform: {found.name}" if found else f"install {', '.join(platform.title for platform in PLATFORMS.values())}"
        against = f", and {reason}" if reason else f", and the stack says {wanted}" if found else ""
        yield Finding("platform", f"this is {name}{against}", todo)
    architecture = MACHINES.get(facts.architecture)
    if facts.architecture and architecture != duty.host.architecture:
        todo = f"write architecture: {architecture}" if architecture else f"use one of {', '.join(ARCHITECTURES)}"
        yield Finding("architecture", f"the machine is {facts.architecture}, and the stack says {duty.host.architecture}", todo)
    if facts.init and facts.init != "systemd":
        yield Finding("systemd", f"process 1 is {facts.init}", "use a machine whose services systemd runs")
    version = re.match(r"(\d{1,4})\.(\d{1,4})", facts.kernel, re.ASCII)
    if version and (int(version[1]), int(version[2])) < OLDEST_KERNEL:
        yield Finding("kernel", f"kernel {facts.kernel} is too old", f"run {'.'.join(map(str, OLDEST_KERNEL))} or later")


def login_shell(facts: Facts) -> Iterator[Finding]:
    """SFTP, by which scripts come to a host, takes for its own whatever the shell prints before it."""
    if facts.noise:
        todo = "let .bashrc and the like print nothing where nobody types: files cannot be copied there"
        yield Finding("login-shell", f"its user's shell prints {facts.noise[:40]!r} at each login", todo)


def size(facts: Facts, duty: Duty) -> Iterator[Finding]:
    """kubeadm's NumCPU and Mem, which it asks of control planes."""
    if CONTROL_PLANE not in duty.roles:
        return
    if facts.cpus is not None and facts.cpus < LEAST_CPUS:
        yield Finding("cpu", f"it has {facts.cpus} CPU", f"a control plane needs {LEAST_CPUS}")
    if facts.memory is not None and facts.memory < LEAST_MEMORY:
        yield Finding("memory", f"it has {facts.memory} MiB of memory", f"a control plane needs {LEAST_MEMORY}")


def room(facts: Facts, duty: Duty) -> Iterator[Finding]:
    """Directories on one file system share its room; a member has filled its part already."""
    by_mount: dict[str, list[Disk]] = defaultdict(list)
    for disk in facts.disks:
        if disk.directory in duty.room:
            by_mount[disk.mount].append(disk)
    for mount, disks in by_mount.items():
        free, need = disks[0].free, sum(duty.room[disk.directory] for disk in disks)
        directories = " and ".join(disk.directory for disk in disks)
        if free < need:
            yield Finding("disk", f"{mount} has {free} MiB free for {directories}", f"make room for {need} MiB")
        elif duty.is_node and free < COMFORTABLE_ROOM and "evictionHard" not in duty.kubelet:
            yield Finding(
                "disk-small", f"{mount} has {free} MiB free for {directories}", f"{COMFORTABLE_ROOM} keep the kubelet from evicting pods"
            )


def cgroups(spec: ClusterSpec, facts: Facts, duty: Duty) -> Iterator[Finding]:
    """From 1.35 on the kubelet refuses cgroup v1 unless told, and so does kubeadm's SystemVerification."""
    if not duty.is_node or facts.cgroup in {"", "cgroup2fs"}:
        return
    yield Finding("cgroup-v1", "it runs cgroup v1, which Kubernetes is about to leave", "boot it with systemd.unified_cgroup_hierarchy=1")
    major, minor = (int(part) for part in spec.kubernetes_version.split(".")[:2])
    ignored = {name.lower() for name in spec.kubeadm.ignore_preflight_errors}
    lacks = [] if duty.kubelet.get("failCgroupV1") is False else ["kubelet.failCgroupV1: false"]
    lacks += [] if ignored & {"systemverification", "all"} else ["SystemVerification in kubeadm.ignorePreflightErrors"]
    if (major, minor) >= (1, 35) and lacks:
        todo = f"boot it with cgroup v2, or write {' and '.join(lacks)}"
        yield Finding("cgroup", f"it runs cgroup v1, which Kubernetes {spec.kubernetes_version} refuses", todo)


def swap(spec: ClusterSpec, facts: Facts, duty: Duty) -> Iterator[Finding]:
    """A kubelet that is to limit swap does not start on cgroup v1, whether there is swap or not."""
    if duty.is_node and spec.preparation.swap == "limited" and facts.cgroup not in {"", "cgroup2fs"}:
        todo = "boot it with systemd.unified_cgroup_hierarchy=1, or write preparation.swap: off"
        yield Finding("swap", "it runs cgroup v1, with which no kubelet limits swap", todo)
    if not duty.is_node or not facts.swap:
        return
    places = ", ".join(line.split()[0] for line in facts.swap)
    if spec.preparation.swap == "off":
        said = "it was switched off here once and is back" if facts.owner == spec.name else "`up` switches it off, and removal on again"
        yield Finding("swap-on", f"swap is on ({places})", said)
    elif duty.kubelet.get("failSwapOn") is not False:
        todo = "write kubelet.failSwapOn: false, or preparation.swap: off"
        yield Finding("swap", f"swap is on ({places}) and preparation.swap keeps it, so that no kubelet starts", todo)


def parts(spec: ClusterSpec, facts: Facts) -> Iterator[Finding]:
    for module in facts.missing_modules:
        yield Finding("kernel-module", f"kernel module {module} is not to be had", "install the package of kernel modules that has it")
    for command in facts.missing_commands:
        yield Finding("command", f"the command {command} is missing", "install the package that has it")
    if facts.selinux == "1" and spec.preparation.selinux == "leave":
        yield Finding("selinux", "SELinux is enforcing", "write preparation.selinux: enforcing or permissive, or expect denials")
