"""The settings after the next boot: files of others that override ours then, though the host is as it should be until then.

Order: sysctl.d(5), journald.conf.d(5), systemd.unit(5) (files by name, whatever their directory); modprobe.d(5) and modules-load.d(5);
NetworkManager.conf(5) (/etc/NetworkManager/conf.d last, by name); cloud-init (cloud.cfg.d by name, then what the machine was given).
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import PurePosixPath
from typing import Final

from ..checks import Finding
from ..config.model import ClusterSpec
from ..render import paths
from ..render.host import MODULES, NEEDED, settings
from ..render.preparation import hosts_entries
from .facts import BootLine, Facts
from .requirements import Requirement

_ALIASES: Final = {"net.ipv4.conf.all.forwarding": "net.ipv4.ip_forward", "net.ipv4.conf.default.forwarding": "net.ipv4.ip_forward"}
"""Other names of a setting. The second one is the initial value for the devices of pods."""
_NO_OPS: Final = frozenset({"true", "false"})
"""Programs that an install line of modprobe.d runs in place of loading a module."""
NETWORK_MANAGER: Final = "/etc/NetworkManager/conf.d/90-pulumi-kubeadm.conf"
CLOUD_INIT: Final = "/etc/cloud/cloud.cfg.d/99-pulumi-kubeadm.cfg"
LINKS_OF_PODS: Final = ("cni0", "flannel*", "veth*", "cali*", "tunl*", "kube-ipvs0")
"""The devices that `lib/others.sh` keeps from NetworkManager."""
_NO: Final = frozenset({"false", "no", "off"})
_YES: Final = frozenset({"true", "yes", "on"})


def at_boot(spec: ClusterSpec, facts: Facts, requirement: Requirement) -> Iterator[Finding]:
    """Yields a finding for each setting that a later file overrides: one check for those that pods need, another for the rest."""
    yield from _settings(settings(spec.preparation, node=requirement.is_node), facts.boot_settings)
    yield from _modules(requirement.modules, requirement.is_node, facts.boot_modules)
    yield from _journal(spec, facts.boot_journal)
    yield from _cloud_init(spec, requirement, facts.boot_cloud)
    if requirement.is_node:
        yield from _kubelet(spec, facts.boot_kubelet)
        yield from _network_manager(facts.boot_network)


def _settings(wanted: Mapping[str, str], lines: Iterable[BootLine]) -> Iterator[Finding]:
    """Compares sysctl settings. A name with a pattern never overrides one without, as ours are."""
    last: dict[str, tuple[str, BootLine]] = {}
    for line in _after(paths.SYSCTL, lines):
        name, equals, value = line.text.partition("=")
        written = name.strip().removeprefix("-").replace("/", ".")
        if equals and _ALIASES.get(written, written) in wanted:
            last[written] = (" ".join(value.split()), line)
    for written, (value, line) in last.items():
        name = _ALIASES.get(written, written)
        if value != " ".join(wanted[name].split()):
            needed = name in NEEDED
            remedy = (
                "remove the line: with that value, pods have no network"
                if needed
                else "remove the line, or write its value into the stack file"
            )
            yield Finding("boot" if needed else "boot-file", f"a boot sets {written} to {value} ({line.place})", remedy)


def _modules(wanted: Iterable[str], is_node: bool, lines: Iterable[BootLine]) -> Iterator[Finding]:
    """Finds modules that a boot does not load: systemd respects a blacklist, though `modprobe` with the name of the module does not."""
    own = set(wanted)
    for line in lines:
        verb, name, *command = [*line.text.split(), "", ""]
        module = next((each for each in own if each.replace("-", "_") == name.replace("-", "_")), None)
        off = verb == "blacklist" or PurePosixPath(command[0]).name in _NO_OPS
        if module and off:
            needed = is_node and module in MODULES
            yield Finding(
                "boot" if needed else "boot-file", f"a boot does not load the kernel module {module} ({line.place})", "remove the line"
            )


def _journal(spec: ClusterSpec, lines: Iterable[BootLine]) -> Iterator[Finding]:
    journal = spec.preparation.journal
    wanted = {"SystemMaxUse": journal.max_use, "RuntimeMaxUse": journal.max_use, "MaxRetentionSec": journal.keep_for}
    for line in _after(paths.JOURNALD, lines):
        name, _, value = (part.strip() for part in line.text.partition("="))
        if wanted.get(name) and value != wanted[name]:
            yield Finding(
                "boot-file", f"{name} of the journal is {value} ({line.place})", "remove the line, or set preparation.journal to its value"
            )


def _kubelet(spec: ClusterSpec, lines: Iterable[BootLine]) -> Iterator[Finding]:
    """Finds foreign drop-ins: only that of the package starts the kubelet with the files that kubeadm writes."""
    for line in lines:
        if line.file not in spec.preparation.kubelet_drop_ins:
            yield Finding("boot-file", f"the kubelet is started by {line.place}", "remove that file, if it is not meant for this cluster")


def _network_manager(lines: Iterable[BootLine]) -> Iterator[Finding]:
    """Finds a later `unmanaged-devices`: `=` replaces our list, `-=` removes from it, and `+=` only adds to it."""
    ours = {f"interface-name:{name}" for name in LINKS_OF_PODS}
    for line in _after(NETWORK_MANAGER, lines):
        key, _, value = line.text.partition("=")
        verb, listed = key.rstrip()[-1:], {word.strip() for word in re.split("[,;]", value)}
        left = ours if verb == "+" or "*" in listed else ours & listed
        if lost := (ours & listed if verb == "-" else ours - left):
            remedy = "remove the line, or write it as unmanaged-devices+="
            yield Finding("boot-file", f"NetworkManager manages links of pods: {', '.join(sorted(lost))} ({line.place})", remedy)


def _cloud_init(spec: ClusterSpec, requirement: Requirement, lines: Iterable[BootLine]) -> Iterator[Finding]:
    """Finds files that cloud-init rewrites at each boot. The last file that has the key decides; ours has both keys."""
    last: dict[str, tuple[str, BootLine]] = {}
    for line in _after(CLOUD_INIT, lines):
        key, _, value = line.text.partition(":")
        last[key.strip()] = (value.partition("#")[0].strip().strip("'\"").lower(), line)
    for key, is_ours, harmless, path in (
        ("manage_etc_hosts", bool(hosts_entries(spec, requirement.host)), _NO, "/etc/hosts"),
        ("preserve_hostname", spec.preparation.hostname == "set", _YES, paths.HOSTNAME),
    ):
        if is_ours and key in last and last[key][0] not in harmless:
            value, line = last[key]
            yield Finding("boot-file", f"cloud-init writes {path} anew: {key} is {value} ({line.place})", f"remove {key} there")


def _after(own: str, lines: Iterable[BootLine]) -> Iterator[BootLine]:
    """Yields the lines of files that are read after ours."""
    name = PurePosixPath(own).name
    return (line for line in lines if line.file > name)
