"""The package manager and packages that keep `up` from installing its own: it never removes a package for that."""

import re
from collections.abc import Iterator
from fnmatch import fnmatchcase
from typing import Final

from ..checks import Finding
from ..config.model import ClusterSpec
from ..render import paths
from .facts import Facts
from .requirements import KUBERNETES, SAME_FILES, Requirement

_REPLACES: Final = {"containerd": ("containerd.io",), "containerd.io": ("containerd", "runc")}
"""The packages that each package of containerd replaces, as those of Docker declare it."""
_DEPENDENTS: Final = {"containerd.io": ("docker-ce",), "containerd": ("docker.io",), "runc": ("docker.io", "podman", "buildah")}
_PROXY: Final = paths.PROXY_DROP_INS[1]


def manager(facts: Facts) -> Iterator[Finding]:
    """Finds broken lists of repositories: the package manager reads all of them or nothing."""
    if facts.package_manager:
        remedy = "repair that first: no package can be installed there until then"
        yield Finding("package-manager", f"its package manager cannot read its repositories ({facts.package_manager})", remedy)
    for place, key in facts.apt_sources:
        remedy = "remove it: apt reads no repository if one has two keys"
        yield Finding("package-source", f"{place} names a repository of the stack with {f'the key {key}' if key else 'no key'}", remedy)


def runtime(spec: ClusterSpec, facts: Facts, requirement: Requirement) -> Iterator[Finding]:
    """Finds versions and conflicts of containerd that `components/scripts/lib/packages.sh` refuses on the host."""
    here = {package.name: package.version for package in facts.packages}
    wanted = spec.containerd.packages[requirement.host.platform]
    if wanted.name in here:
        version = here[wanted.name]
        if wanted.version and not fnmatchcase(version, wanted.version) and _numbers(wanted.version) < _numbers(version):
            found = f"{wanted.name} {version} is here, the stack says {wanted.version}"
            yield Finding("containerd-version", found, "no runtime is downgraded: set containerd.version to this version, or remove it")
        return
    removed = [name for name in _REPLACES.get(wanted.name, ()) if name in here]
    dependents = [name for one in removed for name in _DEPENDENTS[one] if name in here and not (name != "docker.io" and "crun" in here)]
    if removed:
        others = " and ".join(f"{name} {here[name]}" for name in dict.fromkeys((*removed, *dependents)))
        remedy = f"take off this host what needs {removed[0]}"
        remedy = remedy if removed[0] == "runc" else f"write containerd.package: {removed[0]}, or {remedy}"
        yield Finding("package-conflict", f"{wanted.name} would remove {others}, so `up` will refuse", remedy)


def kubernetes(version: str, facts: Facts) -> Iterator[Finding]:
    """Finds Kubernetes that came with an image or a distribution, or was installed by hand. `version` is what the stack says."""
    for package in facts.packages:
        if package.name in KUBERNETES and not package.version.startswith(f"{version}-"):
            held = ", held" if package.is_held else ""
            found = f"{package.name} {package.version} is here{held}, the stack says {version}"
            remedy = "`up` replaces it by that of the stack, whichever is newer, and removal leaves that one installed"
            yield Finding("kubernetes-version", found, remedy)
        if package.name in SAME_FILES:
            found = f"{package.name} {package.version} is here, with files of Kubernetes' own packages"
            yield Finding("kubernetes-files", found, "remove it: both cannot be installed")
    for path in facts.by_hand:
        remedy = "remove it: it comes before that of a package"
        yield Finding("kubernetes-files", f"{path} is here, and of no package of the stack", remedy)
    for path in facts.other_kubernetes:
        yield Finding(
            "other-kubernetes", f"{path} is here, of another Kubernetes", "uninstall it: it uses the same ports, mounts and rules"
        )


def kubelet(spec: ClusterSpec, facts: Facts) -> Iterator[Finding]:
    """Finds settings of the kubelet's unit that would override its configuration."""
    for said in facts.kubelet_arguments:
        path, _, value = said.partition(" ")
        remedy = "remove it: flags override the settings of the stack"
        yield Finding("kubelet-settings", f"{path} has KUBELET_EXTRA_ARGS={value}", remedy)
    ours = {f"{paths.KUBELET_DROP_INS}/{name}" for name in spec.preparation.kubelet_drop_ins} | {_PROXY}
    for path in facts.kubelet_units:
        if path not in ours:
            yield Finding("kubelet-settings", f"{path} changes how the kubelet is started", "remove it, unless it is intended")


def _numbers(version: str) -> list[int]:
    """Returns the first three numbers of a version or pattern, without the epoch of a package."""
    return [int(number) for number in re.findall(r"\d+", version.partition(":")[2] or version)[:3]]
