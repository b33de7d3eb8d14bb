"""Things of a Linux host: paths, packages, kernel modules, settings."""

import re
from typing import Final

from ..model import Package
from ..problems import InvalidValue
from .text import matching, text

SYSTEM_DIRECTORIES: Final = frozenset(
    {"bin", "boot", "dev", "etc", "home", "lib", "lib64", "proc", "root", "run", "sbin", "sys", "tmp", "usr", "var"}
)
OTHERS_DIRECTORIES: Final = tuple(
    f"/var/{used}"
    for used in ("lib/apt", "lib/cni", "lib/containerd", "lib/dpkg", "lib/kubelet", "lib/pulumi-kubeadm", "lib/systemd", "run")
)

_UNIT: Final = "(?:s|sec|seconds?|m|min|minutes?|h|hr|hours?|d|days?|w|weeks?|M|months?|y|years?)"
kernel_module = matching(r"[A-Za-z0-9][A-Za-z0-9_-]*", "a kernel module's name such as br_netfilter", longest=63)
sysctl_name = matching(r"[a-z0-9_-]+(?:[./][A-Za-z0-9_*-]+)+", "a kernel setting's name such as net.ipv4.ip_forward")
package_name = matching(r"[A-Za-z0-9](?:[A-Za-z0-9+._-]*[A-Za-z0-9+])?", "a package's name such as open-vm-tools", longest=100)
package_version = matching(r"[A-Za-z0-9][A-Za-z0-9.+~^_:*-]*", "a package's version or a pattern such as 1.7.24~ds1-6 or 2.2.*")
apt_suite = matching(
    r"[A-Za-z0-9][A-Za-z0-9._~-]*(?:/[A-Za-z0-9._~-]+)*/?|/", "a suite such as trixie, or a path that ends in / for a flat repository"
)
apt_component = matching(r"[A-Za-z0-9][A-Za-z0-9._/-]*", "an apt component such as main")
time_zone = matching(r"[A-Z][A-Za-z0-9_+-]*(?:/[A-Za-z0-9_+-]+){0,2}", "a name of the tz database such as Europe/Berlin or UTC", longest=64)
journal_size = matching(r"[1-9][0-9]{0,14}[KMGTPE]?", "bytes, or a whole number of K, M, G, T, P or E such as 1G (journald.conf(5))")
journal_age = matching(
    rf"[0-9]{{1,9}} ?{_UNIT}(?: ?[0-9]{{1,9}} ?{_UNIT})*", "a time span as systemd.time(7) has it, such as 30d, 12h or 1month"
)
interface = matching(r"(?!lo$)[A-Za-z0-9_][A-Za-z0-9_.-]*", "a network interface's name such as eth0", longest=15)
sha256 = matching(r"[0-9a-f]{64}", "a sha256 digest: 64 hexadecimal digits in lower case")

directory = matching(r"(?:/[A-Za-z0-9_@%+=:,.-]+)+", "an absolute path such as /srv/data, without blanks, quotes or a '/' at its end")

device = matching(r"/dev(?:/[A-Za-z0-9_@%+=:,.-]+)+", "a path such as /dev/disk/by-id/nvme-SERIAL, without blanks or quotes")


def package(value: object) -> Package:
    """A package by its name, or by name=version."""
    name, given, version = text(value).partition("=")
    if given and not version:
        raise InvalidValue("a version behind the =, or the name alone")
    return Package(name=package_name(name), version=package_version(version) if given else None)


def kubelet_drop_in(value: object) -> str:
    """A file name in the directory of a unit's drop-ins; kubeadm's own is part of its package."""
    name = matching(r"[A-Za-z0-9][A-Za-z0-9_.@-]*\.conf", "a file name such as 20-limits.conf, with .conf at its end", longest=100)(value)
    if name == "10-kubeadm.conf":
        raise InvalidValue("another name: 10-kubeadm.conf is kubeadm's own, without which no kubelet joins")
    return name


def data_directory(value: object) -> str:
    """A directory of the library's own on a host; removing a node empties it, so it must not be one that others use."""
    found = text(value)
    if not re.fullmatch(r"(?:/[A-Za-z0-9_@%+=:,.-]+)+", found):
        raise InvalidValue("an absolute path such as /var/lib/etcd, without blanks, quotes or a '/' at its end")
    parts = found.split("/")[1:]
    if {".", ".."} & set(parts):
        raise InvalidValue("a path without . and .. in it")
    if len(parts) < 2 or (len(parts) == 2 and parts[0] in {"usr", "var"} and parts[1] in {"lib", "bin", "log", "sbin", "local", "cache"}):
        raise InvalidValue("a directory used for nothing else, such as /var/lib/etcd: it is emptied when the node is removed")
    if found.startswith(OTHERS_DIRECTORIES):
        raise InvalidValue("a directory that nothing else uses, such as /var/lib/etcd")
    if parts[0] in SYSTEM_DIRECTORIES - {"var"}:
        raise InvalidValue("a directory that is not part of the system, such as /var/lib/etcd or /srv/etcd/data")
    return found
