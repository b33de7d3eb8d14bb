"""The artefact mirror on the lab's bridge: apt repositories, container images, archives and manifests, reached as users reach a mirror."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from lab import processes, programs
from lab.mirror import addons, debian, etcd_archive, guarded, registry, signing, systems, tree
from lab.mirror.addons import serve as serve_addons
from lab.mirror.systems import serve as serve_systems
from lab.mirror.waiting import wait_for_http
from lab.programs.families import ETCD_VERSION, NEEDED
from lab.progress import Progress
from lab.settings import Settings

__all__ = ["build", "etcd_release", "parts", "serve", "serve_addons", "serve_guarded", "serve_guarded_files", "serve_systems", "stop"]

_PARTS = 3
_FILE_SERVER = "lab.mirror.file_server"


def build(settings: Settings, progress: Progress) -> None:
    """Have the mirror's content in the cache; the programs must be there. A second call does nothing.

    Raises CommandFailed, UploadRefused or NoAnswer.
    """
    with progress.task("Making the artefact mirror", total=_PARTS) as task:
        task.note("Debian packages")
        debian.ensure(settings)
        task.advance()
        task.note("apt repositories")
        tree.ensure(settings)
        task.advance()
        registry.storage(settings, task.note)
        task.advance()


def parts(settings: Settings) -> list[Path]:
    """Where the parts of the mirror's content are that this checkout asks the cache for."""
    key, distribution = signing.path(settings), debian.path(settings)
    made_from = [key, distribution, *(programs.directory(settings, family.name) for family in NEEDED)]
    if not all(part.exists() for part in made_from):  # what is named for those cannot be there
        return [key, distribution]
    return [key, distribution, tree.path(settings), registry.path(settings)]


def serve(settings: Settings) -> None:
    """Start the file server and the registry on the gateway unless they run; raises NoAnswer with the end of their log."""
    state = _state(settings)
    if processes.recorded(state / "files.pid") is None:
        _serve_files(settings, state)
    if processes.recorded(state / registry.PID_FILE) is None:
        storage = registry.storage(settings, lambda name: None)
        address = f"{settings.gateway}:{settings.ports.registry}"
        registry.start(debian.ensure(settings), address, storage, state, read_only=True)


def serve_guarded(settings: Settings) -> None:
    """Start the registry that asks for a password, unless it runs; the mirror itself need not be there. Raises NoAnswer."""
    state = _state(settings)
    if processes.recorded(state / guarded.PID_FILE) is None:
        guarded.start(settings, debian.ensure(settings), registry.storage(settings, lambda name: None), state)


def serve_guarded_files(settings: Settings) -> None:
    """Start the file server that asks for a password, unless it runs. Raises NoAnswer."""
    state = _state(settings)
    if processes.recorded(state / guarded.FILES_PID_FILE) is None:
        guarded.start_files(settings, tree.ensure(settings), state)


def etcd_release(settings: Settings) -> dict[str, str]:
    """Return version, url and sha256 of the etcd release that the mirror serves: what a stack file has as `etcd.release`."""
    digest = etcd_archive.published_digest(tree.ensure(settings) / etcd_archive.DIRECTORY)
    url = f"{settings.mirror_url}/{etcd_archive.DIRECTORY}/{etcd_archive.ARCHIVE}"
    return {"version": ETCD_VERSION.removeprefix("v"), "url": url, "sha256": digest}


def stop(settings: Settings) -> None:
    """End the mirror's processes; nothing happens when none runs."""
    for name in ("files.pid", registry.PID_FILE, guarded.PID_FILE, guarded.FILES_PID_FILE):
        processes.end_recorded(_state(settings) / name)
    addons.stop(settings)
    systems.stop(settings)


def _serve_files(settings: Settings, state: Path) -> None:
    root = tree.ensure(settings)
    settings.mirror_key.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(root / "keys" / signing.PUBLIC_KEY, settings.mirror_key)
    log = state / "files.log"
    process = processes.start(
        [sys.executable, "-m", _FILE_SERVER, settings.gateway, str(settings.ports.mirror), root],
        state / "files.pid",
        log,
        env={"PYTHONPATH": str(Path(__file__).parents[2]), "PATH": "/usr/bin:/bin"},
    )
    wait_for_http(f"{settings.mirror_url}/keys/", process, log)


def _state(settings: Settings) -> Path:
    return settings.state / "mirror"
