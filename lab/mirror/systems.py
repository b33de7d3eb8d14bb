"""Beside the mirror, packages for other systems than Debian 12: Debian 13's own, a containerd 2.x, and RPMs of what a node needs."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from lab import processes
from lab.cache import make_once, pin
from lab.commands import run
from lab.hosts import rootfs
from lab.hosts.rootfs import LOCKING, ROCKY, TRIXIE
from lab.mirror import apt_repository, deb, debian, kubernetes_packages, rpm, signing
from lab.mirror.deb import Package
from lab.mirror.waiting import wait_for_http
from lab.progress import Progress
from lab.settings import Settings

NEWEST = "sid"
"""Where Debian has a containerd 2.x: it needs nothing that Debian 12 and 13 do not have."""
# Its index lives for a week, and a mirror of it may be behind.
_HOWEVER_OLD = '--aptopt=Acquire::Check-Valid-Until "false"'
_DOWNLOAD_SECONDS = 600
_FILE_SERVER = "lab.mirror.file_server"
_FILES_PID = "files.pid"
# What a node needs of the distribution is there already, under Debian's names.
_OF_THE_SYSTEM = {"bash": "/bin/sh", "iptables-nft": "", "iproute-tc": "", "kmod": "", "procps-ng": ""}
_SUFFIX = "1.lab"
_UNIT = "/usr/lib/systemd/system/containerd.service"
_DOCKERS_CONFIG = 'disabled_plugins = ["cri"]\n'
_RELOAD = "[ ! -d /run/systemd/system ] || systemctl daemon-reload\n"
_STOP = "[ $1 -ne 0 ] || [ ! -d /run/systemd/system ] || systemctl --no-reload disable --now {}\n"


def serve(settings: Settings, progress: Progress) -> None:
    """Have the packages in the cache and serve them; raises CommandFailed or NoAnswer."""
    if processes.recorded(_state(settings) / _FILES_PID) is not None:
        return
    with progress.task("Making packages for other systems"):
        content = _ensure(settings)
    state = _state(settings)
    process = processes.start(
        [sys.executable, "-m", _FILE_SERVER, settings.gateway, str(settings.ports.systems), content],
        state / _FILES_PID,
        state / "files.log",
        env={"PYTHONPATH": str(Path(__file__).parents[2]), "PATH": "/usr/bin:/bin"},
    )
    wait_for_http(settings.systems_url, process, state / "files.log")


def stop(settings: Settings) -> None:
    """End the process; nothing happens when none runs."""
    processes.end_recorded(_state(settings) / _FILES_PID)


def path(settings: Settings) -> Path:
    """Where the packages are, once made; named for the parts and the code that they are made from."""
    parts = (repr(kubernetes_packages.packages(settings, "1.36")), rootfs.path(settings, ROCKY).name, debian.path(settings).name)
    key = (signing.path(settings) / signing.PUBLIC_KEY).read_bytes()
    code = (Path(module).read_bytes() for module in (__file__, apt_repository.__file__, deb.__file__, rpm.__file__))
    return settings.cache / "mirror" / f"systems-{pin(*parts, key, *code)}"


def _ensure(settings: Settings) -> Path:
    key = signing.ensure(settings)

    def make(directory: Path) -> None:
        debian.unpack(directory / "trixie", debian.HOST_PACKAGES, TRIXIE.suite)
        run(*debian.command(directory / "newest", ("containerd",), NEWEST), _HOWEVER_OLD, seconds=_DOWNLOAD_SECONDS)
        debian.keep_packages(directory / "trixie", directory / "apt/trixie")
        debian.keep_packages(directory / "newest", directory / "apt/containerd-2", "containerd_*.deb")
        for repository in (directory / "apt").iterdir():
            apt_repository.publish(repository, key, f"{repository.name} for the lab")
        runc = next((debian.ensure(settings) / "packages").glob("runc_*.deb"))
        run("dpkg-deb", "--extract", runc, directory / "runc")
        containerds = [
            _containerd(directory / "apt" / repository, directory / tree, directory / "runc")
            for repository, tree in (("trixie", "trixie"), ("containerd-2", "newest"))
        ]
        rpm.publish([_as_rpm(package) for package in kubernetes_packages.packages(settings, "1.36")], directory / "rpm/kubernetes", key)
        rpm.publish(containerds, directory / "rpm/docker", key)
        rpm.publish([*_system(rootfs.path(settings, ROCKY))], directory / "rpm/system", key, _OF_THE_SYSTEM)
        for tree in ("trixie", "newest", "runc"):
            shutil.rmtree(directory / tree)

    return make_once(path(settings), make)


def _as_rpm(package: Package) -> Package:
    """As pkgs.k8s.io has it for dnf, but for what its hosts have under other names."""
    moved = {
        path.replace("/etc/default", "/etc/sysconfig"): text.replace("/etc/default", "/etc/sysconfig")
        for path, text in package.texts.items()
    }
    is_service = bool(package.scripts)
    return replace(
        package,
        depends=("kubernetes-cni",) if package.name == "kubelet" else (),
        texts=moved,
        conffiles=tuple(path.replace("/etc/default", "/etc/sysconfig") for path in package.conffiles),
        scripts={"postinst": _RELOAD, "prerm": _STOP.format("kubelet.service"), "postrm": _RELOAD} if is_service else {},
    )


def _containerd(repository: Path, tree: Path, runc: Path) -> Package:
    """Docker's containerd.io from Debian's programs: with runc in it, and a configuration that is of no use to a kubelet."""
    found = next(repository.glob("containerd_*.deb"))
    version = found.name.split("_")[1].partition("+")[0].partition("~")[0]
    programs = {f"/usr/bin/{name}": tree / "usr/bin" / name for name in ("containerd", "containerd-shim-runc-v2", "ctr")}
    return Package(
        name="containerd.io",
        version=f"{version}-{_SUFFIX}",
        section="admin",
        summary="An industry-standard container runtime",
        programs={**programs, "/usr/bin/runc": runc / "usr/sbin/runc"},
        texts={
            _UNIT: (tree / "usr/lib/systemd/system/containerd.service").read_text(),
            "/etc/containerd/config.toml": _DOCKERS_CONFIG,
        },
        conffiles=("/etc/containerd/config.toml",),
        scripts={"postinst": _RELOAD, "prerm": _STOP.format("containerd.service"), "postrm": _RELOAD},
    )


def _system(rocky: Path) -> Iterator[Package]:
    for name in _OF_THE_SYSTEM:
        yield Package(name=name, version=f"1-{_SUFFIX}", section="admin", summary=f"Stands for {name}, which is there")
    plugins = "/usr/lib/python3/dist-packages/dnf-plugins/versionlock.py"
    kept = rocky / LOCKING.lstrip("/")
    yield Package(
        name="python3-dnf-plugin-versionlock",
        version=f"1-{_SUFFIX}",
        section="admin",
        summary="Version lock plugin for dnf",
        texts={plugins: (kept / "versionlock.py").read_text()}
        | {f"/etc/dnf/plugins/{name}": (kept / name).read_text() for name in ("versionlock.conf", "versionlock.list")},
        conffiles=("/etc/dnf/plugins/versionlock.conf", "/etc/dnf/plugins/versionlock.list"),
    )


def _state(settings: Settings) -> Path:
    return settings.state / "systems"
