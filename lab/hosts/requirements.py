"""The requirements that a lab has of this machine, all checked before anything is changed."""

from __future__ import annotations

import os
import platform
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from lab.errors import LabError
from lab.hosts import cgroups, kernel
from lab.settings import Settings

# program → the Debian package that has it
PROGRAMS = {
    "systemd-nspawn": "systemd-container",
    "mmdebstrap": "mmdebstrap",
    "ip": "iproute2",
    "nft": "nftables",
    "ssh": "openssh-client",
    "ssh-keygen": "openssh-client",
    "mount": "mount",
    "dpkg-deb": "dpkg",
    "gpg": "gpg",
    "gpgconf": "gpgconf",
    "skopeo": "skopeo",
    "zstd": "zstd",
    # For power cuts, which are tested on images of disks.
    "mkfs.ext4": "e2fsprogs",
    "mkfs.xfs": "xfsprogs",
}
# Only for hosts with dnf, and for bundles of their packages.
PROGRAMS_FOR_SYSTEMS = {
    "createrepo_c": "createrepo-c",
    "dnf": "dnf-plugins-core",
    "rpm2archive": "rpm2cpio",
    "rpmbuild": "rpm",
    "rpmsign": "rpm",
}
_GIB = 2**30
_SETUP_ROOM = 12 * _GIB
_HOST_ROOM = 3 * _GIB
_HOST_MEMORY = _GIB // 2


class Unfit(LabError):
    """Raised if this machine cannot run a lab; the message lists every reason."""

    def __init__(self, lacks: Iterable[str]) -> None:
        super().__init__("this machine cannot be a lab yet:\n" + "\n".join(f"  - {lack}" for lack in lacks))


@dataclass(frozen=True)
class Facts:
    """The facts that the rules check; `facts` collects those of this machine."""

    system: str
    uid: int
    programs: frozenset[str]
    has_overlay: bool
    cgroups_writable: bool
    cache_room: int
    state_room: int
    memory: int


def facts(settings: Settings) -> Facts:
    """Returns the facts of this machine. Sizes in bytes."""
    linux = platform.system() == "Linux"
    return Facts(
        system=platform.system(),
        uid=os.geteuid(),
        programs=frozenset(name for name in PROGRAMS if shutil.which(name)),
        has_overlay=linux and kernel.has_overlay(),
        cgroups_writable=linux and cgroups.are_writable(),
        cache_room=_room(settings.cache),
        state_room=_room(settings.state),
        memory=_available_memory() if linux else 0,
    )


def cannot_run(found: Facts) -> list[str]:
    """Returns the reasons why no lab can run here."""
    if found.system != "Linux":
        return [f"it runs {found.system}; hosts are Linux containers, so use a Linux machine or virtual machine"]
    lacks = []
    if found.uid != 0:
        lacks.append(f"you are user id {found.uid}, not root; run the same command with sudo")
    if not found.has_overlay:
        lacks.append("its kernel has no overlay file system (CONFIG_OVERLAY_FS); run one that has")
    if not found.cgroups_writable:
        lacks.append("its cgroups are not mounted, or read-only; in a container, run that one with --privileged")
    return lacks


def missing_programs(found: Facts) -> dict[str, str]:
    """Returns the Debian package of each program that is not installed, by program."""
    return {name: package for name, package in PROGRAMS.items() if name not in found.programs}


def missing_for_systems() -> dict[str, str]:
    """Returns the same for the programs that make the packages of other systems."""
    return {name: package for name, package in PROGRAMS_FOR_SYSTEMS.items() if not shutil.which(name)}


def lacks_for_setup(found: Facts, made: bool) -> list[str]:
    """Returns the reasons why `setup` cannot begin. Space counts only until everything is `made`; setup installs missing programs."""
    lacks = cannot_run(found)
    if found.system == "Linux" and not made and found.cache_room < _SETUP_ROOM:
        lacks.append(_little("disk for the cache (LAB_CACHE)", found.cache_room, _SETUP_ROOM))
    return lacks


def lacks_for_up(found: Facts, more_hosts: int) -> list[str]:
    """Returns the reasons why `up` cannot start that many more hosts."""
    lacks = cannot_run(found)
    if found.system != "Linux":
        return lacks
    lacks += [f"{name} is not installed; `lab setup` installs it (Debian: {package})" for name, package in missing_programs(found).items()]
    if found.state_room < more_hosts * _HOST_ROOM:
        lacks.append(_little(f"disk for {more_hosts} more hosts (LAB_STATE)", found.state_room, more_hosts * _HOST_ROOM))
    if found.memory < more_hosts * _HOST_MEMORY:
        lacks.append(_little(f"memory for {more_hosts} more hosts", found.memory, more_hosts * _HOST_MEMORY))
    return lacks


def _little(what: str, found: int, wanted: int) -> str:
    return f"too little {what}: {found / _GIB:.1f} GiB are free, {wanted / _GIB:.1f} GiB are needed"


def _room(path: Path) -> int:
    while not path.exists():
        path = path.parent
    return shutil.disk_usage(path).free


def _available_memory() -> int:
    for line in Path("/proc/meminfo").read_text().splitlines():
        if line.startswith("MemAvailable:"):
            return int(line.split()[1]) * 1024
    return 0
