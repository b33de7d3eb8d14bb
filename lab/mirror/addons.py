"""Beside the mirror, what addons need: a registry with their images and those of the mirror, and the files that their projects publish."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Collection
from pathlib import Path

from lab import processes, programs
from lab.cache import make_once, pin
from lab.errors import LabError
from lab.mirror import debian, registry
from lab.mirror.images import addons as images
from lab.mirror.images import image, layer
from lab.mirror.waiting import wait_for_http
from lab.programs.addons import ADDON_FAMILIES
from lab.progress import Progress
from lab.settings import Settings

_FILE_SERVER = "lab.mirror.file_server"
_FILES_PID = "files.pid"


class UnknownAddon(LabError):
    """A name that is no family of programs of addons."""


def serve(settings: Settings, names: Collection[str], progress: Progress) -> None:
    """Have these families' programs, images and files in the cache and serve them, in place of what was served before.

    Raises UnknownAddon, BuildFailed, DownloadFailed, UploadRefused or NoAnswer.
    """
    families = {family.name: family for family in ADDON_FAMILIES}
    if unknown := sorted(set(names) - families.keys()):
        raise UnknownAddon(f"no programs of {', '.join(unknown)} in the lab: there are those of {', '.join(families)}")
    programs.ensure(settings, progress, families=[families[name] for name in sorted(names)])
    with progress.task("Making addons' images") as task:
        content = _ensure(settings, names, task.note)
    stop(settings)
    state = _state(settings)
    address = f"{settings.gateway}:{settings.ports.addon_images}"
    registry.start(debian.ensure(settings), address, content / "images", state, read_only=True)
    process = processes.start(
        [sys.executable, "-m", _FILE_SERVER, settings.gateway, str(settings.ports.addon_files), content / "files"],
        state / _FILES_PID,
        state / "files.log",
        env={"PYTHONPATH": str(Path(__file__).parents[2]), "PATH": "/usr/bin:/bin"},
    )
    wait_for_http(settings.addon_files_url, process, state / "files.log")


def stop(settings: Settings) -> None:
    """End the processes; nothing happens when none runs."""
    for name in (_FILES_PID, registry.PID_FILE):
        processes.end_recorded(_state(settings) / name)


def _ensure(settings: Settings, names: Collection[str], done: Callable[[str], None]) -> Path:
    wanted = images.catalogue(settings, debian.ensure(settings), names)
    files = {path.name: path for name in sorted(names) for path in (programs.directory(settings, name) / "share").glob("*")}
    base = registry.storage(settings, done)
    code = (Path(module).read_bytes() for module in (image.__file__, layer.__file__))

    def make(directory: Path) -> None:
        (directory / "files").mkdir()
        for name, path in files.items():
            shutil.copyfile(path, directory / "files" / name)
        # A registry adds files and changes none, so both can have the same.
        shutil.copytree(base, directory / "images", copy_function=os.link)
        registry.fill(debian.ensure(settings), wanted, directory / "images", done)

    return make_once(settings.cache / "mirror" / f"addons-{pin(base.name, repr(wanted), repr(files), *code)}", make)


def _state(settings: Settings) -> Path:
    return settings.state / "addons"
