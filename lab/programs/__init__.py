"""The programs that the lab runs and serves, official downloads or built from pinned Go modules, kept in the cache."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path

from lab import cache as store
from lab.programs.addons import ADDON_FAMILIES
from lab.programs.build import MODULES, build
from lab.programs.download import download
from lab.programs.families import FAMILIES, Family
from lab.programs.origin import Origin, choose
from lab.programs.sources import Sites
from lab.progress import Progress
from lab.settings import Settings

__all__ = ["directory", "ensure", "program"]


def ensure(settings: Settings, progress: Progress, sites: Sites | None = None, addons: Iterable[Family] = ()) -> None:
    """Have every program in the cache, those of `addons` too; raises BuildFailed, DownloadFailed or InvalidSettings.

    A second call does nothing. What is missing comes from `sites` where they answer, else from a build.
    """
    missing = [family for family in (*FAMILIES, *addons) if not directory(settings, family.name).exists()]
    if not missing:
        return
    sites = sites or Sites()
    origin = choose(sites)
    verb = "Downloading" if origin is Origin.DOWNLOAD else "Building"
    with progress.task(f"{verb} programs", total=len(missing)) as task:
        for family in missing:

            def make(target: Path, family: Family = family) -> None:
                def note(text: str) -> None:
                    task.note(f"{family.name}: {text}")

                if origin is Origin.DOWNLOAD:
                    download(family, sites, target, note)
                else:
                    build(family, target, note)

            store.make_once(directory(settings, family.name), make)
            task.advance()


def directory(settings: Settings, family: str) -> Path:
    """Return where `family` is kept: programs in bin, documents in share. Raises KeyError for a name that is no family."""
    return settings.cache / "programs" / f"{family}-{_pins()[family]}"


def program(settings: Settings, family: str, name: str) -> Path:
    """Return the path of one program of `family`."""
    return directory(settings, family) / "bin" / name


@cache
def _pins() -> dict[str, str]:
    return {family.name: _pin(family) for family in (*FAMILIES, *ADDON_FAMILIES)}


def _pin(family: Family) -> str:
    module = MODULES / family.name
    files = sorted(path for path in module.iterdir() if path.suffix in {".mod", ".sum", ".go"})
    how = (dict(family.programs), dict(family.documents), family.tags, family.ldflags, family.cgo)
    return store.pin(repr(how), *(path.read_bytes() for path in files))
