"""All that a step can change of a host, to be compared."""

import hashlib
import stat
from collections.abc import Iterator
from pathlib import Path

from tests.scripts.sandbox import DIRECTORIES, Sandbox

# What comes and goes with each run, and what apt keeps for itself.
_ASIDE = ("/run/", "/home/", "/var/lib/apt/", "/var/lib/apt", "/var/cache", "/var/log", "/usr/")
_LEDGERS = "/var/lib/pulumi-kubeadm"
# What the stand-ins keep for the host.
_KEPT = ("holds", "hostname", "rules", "selinux", "settings", "ufw", "ufw-off")
# What they keep for the API, but for what changes with each run, and for etcd.
_CLUSTER = ("nodes", "annotations", "labels", "taints", "cordoned", "pods", "drain-settings", "applied", "etcd/members")
# What only tests read, and what each run makes anew.
_UNREAD = ("usr/local/calls", "usr/local/points", "usr/local/kill-at", "var/log/pulumi-kubeadm", "home/")
# What scripts ask for its age.
_AGED = ("etc/containerd/config.toml", "run/containerd/containerd.sock")


def digest(host: Sandbox) -> str:
    """Of all that the next run finds on the host: where two are equal, it does and leaves the same."""
    hashed = hashlib.sha256()
    for directory in DIRECTORIES:
        for path in sorted((host.root / directory).rglob("*")):
            name = str(path.relative_to(host.root))
            if not name.startswith(_UNREAD):
                found = path.lstat()
                content = path.readlink() if path.is_symlink() else path.read_bytes() if path.is_file() else None
                hashed.update(repr((name, found.st_mode, found.st_uid, content)).encode())
    aged = [path for name in _AGED if (path := host.root / name).exists()]
    hashed.update(repr([path.name for path in sorted(aged, key=lambda path: path.stat().st_mtime_ns)]).encode())
    return hashed.hexdigest()


def picture(host: Sandbox, *, ours: bool = False) -> dict[str, str]:
    """Every place of the host with its kind, mode and content; without what we keep for ourselves where `ours` is true."""
    found = {}
    for directory in ("etc", "run", "opt", "var", "home"):
        for path in sorted((host.root / directory).rglob("*")):
            name = "/" + str(path.relative_to(host.root))
            if not name.startswith((*_ASIDE, *([_LEDGERS] if ours else []))):
                found[name] = _place(path)
    packages = sorted({line.split()[0] for line in (host.state / "packages").read_text().splitlines()})
    # The stand-in makes a unit active by restarting it.
    active = sorted(path.name for path in host.state.glob("active-*") if path.name != "active-systemd-journald")
    kept = {name: (host.state / name).read_text() for name in _KEPT if (host.state / name).exists()}
    return {**found, **kept, "packages": " ".join(packages), "active units": " ".join(active)}


def cluster_picture(host: Sandbox) -> dict[str, str]:
    """What the API and etcd keep, as the stand-ins do."""
    paths = [path for name in _CLUSTER for path in (host.state / name, *(host.state / name).rglob("*")) if path.is_file()]
    return {f"the cluster's {path.relative_to(host.state)}": path.read_text() for path in paths}


def _place(path: Path) -> str:
    if path.is_symlink():
        return f"-> {path.readlink()}"
    mode = f"{stat.S_IMODE(path.stat().st_mode):04o}"
    return f"{mode} directory" if path.is_dir() else f"{mode} {path.read_text()!r}"


def differences(wanted: dict[str, str], found: dict[str, str]) -> Iterator[str]:
    for name in sorted(wanted.keys() | found.keys()):
        if wanted.get(name) != found.get(name):
            yield f"{name} is {found.get(name, 'not there')}, want {wanted.get(name, 'nothing there')}"
