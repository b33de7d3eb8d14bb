"""Things of a Linux host: paths, packages, kernel modules, settings, users."""

import re
from typing import Final

from ..readers import Unfit
from .text import matching, text

SYSTEM_DIRECTORIES: Final = frozenset(
    {"bin", "boot", "dev", "etc", "home", "lib", "lib64", "proc", "root", "run", "sbin", "sys", "tmp", "usr", "var"}
)
OTHERS_DIRECTORIES: Final = tuple(
    f"/var/{used}"
    for used in ("lib/apt", "lib/cni", "lib/containerd", "lib/dpkg", "lib/kubelet", "lib/pulumi-kubeadm", "lib/systemd", "run")
)

user = matching(r"[a-z_][a-z0-9_-]*\$?", "a Linux user name", longest=32)
kernel_module = matching(r"[A-Za-z0-9][A-Za-z0-9_-]*", "a kernel module's name such as br_netfilter", longest=63)
sysctl_name = matching(r"[a-z0-9_-]+(?:[./][A-Za-z0-9_*-]+)+", "a kernel setting's name such as net.ipv4.ip_forward")
package_version = matching(r"[0-9][A-Za-z0-9.+~:*-]*", "a package's version or a pattern such as 1.7.24~ds1-6 or 2.2.*")
apt_suite = matching(
    r"[A-Za-z0-9][A-Za-z0-9._~-]*(?:/[A-Za-z0-9._~-]+)*/?|/", "a suite such as trixie, or a path that ends in / for a flat repository"
)
apt_component = matching(r"[A-Za-z0-9][A-Za-z0-9._/-]*", "an apt component such as main")
interface = matching(r"(?!lo$)[A-Za-z0-9_][A-Za-z0-9_.-]*", "a network interface's name such as eth0", longest=15)
sha256 = matching(r"[0-9a-f]{64}", "a sha256 digest: 64 hexadecimal digits in lower case")

directory = matching(r"(?:/[A-Za-z0-9_@%+=:,.-]+)+", "an absolute path such as /srv/data, without blanks, quotes or a '/' at its end")


def data_directory(value: object) -> str:
    """A directory of the library's own on a host; removing a node empties it, so it must not be one that others use."""
    found = text(value)
    if not re.fullmatch(r"(?:/[A-Za-z0-9_@%+=:,.-]+)+", found):
        raise Unfit("an absolute path such as /var/lib/etcd, without blanks, quotes or a '/' at its end")
    parts = found.split("/")[1:]
    if {".", ".."} & set(parts):
        raise Unfit("a path without . and .. in it")
    if len(parts) < 2 or (len(parts) == 2 and parts[0] in {"usr", "var"} and parts[1] in {"lib", "bin", "log", "sbin", "local", "cache"}):
        raise Unfit("a directory used for nothing else, such as /var/lib/etcd: it is emptied when the node is removed")
    if found.startswith(OTHERS_DIRECTORIES):
        raise Unfit("a directory that nothing else uses, such as /var/lib/etcd")
    if parts[0] in SYSTEM_DIRECTORIES - {"var"}:
        raise Unfit("a directory that is not part of the system, such as /var/lib/etcd or /srv/etcd/data")
    return found
