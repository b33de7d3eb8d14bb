"""The programs that the lab runs and serves, official downloads or built from pinned Go modules, kept in the cache."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache, partial
from pathlib import Path

from lab import cache as store
from lab.programs import costs
from lab.programs.addons import ADDON_FAMILIES
from lab.programs.build import MODULES, build
from lab.programs.course import Course
from lab.programs.download import download
from lab.programs.families import FAMILIES, KUBERNETES_VERSIONS, Family
from lab.programs.origin import Origin, choose
from lab.programs.sources import Sites
from lab.progress import Progress, Task
from lab.settings import Settings

__all__ = ["directory", "ensure", "has", "minors", "program"]


def ensure(settings: Settings, progress: Progress, sites: Sites | None = None, families: Iterable[Family] | None = None) -> None:
    """Has the programs of `families` (default: FAMILIES) in the cache; raises BuildFailed, DownloadFailed or InvalidSettings.

    A second call does nothing. What is missing comes from `sites` where they answer, else from a build.
    """
    missing = [family for family in (FAMILIES if families is None else families) if not has(settings, family.name)]
    if not missing:
        return
    sites = sites or Sites()
    origin = choose(sites)
    verb = "Downloading" if origin is Origin.DOWNLOAD else "Building"
    course = Course([family.name for family in missing], costs.known(settings))
    with progress.task(f"{verb} programs", total=len(missing)) as task:
        for family in missing:
            make = partial(_download, task, sites) if origin is Origin.DOWNLOAD else partial(_build, task, course, settings)
            store.make_once(directory(settings, family.name), partial(make, family))
            task.advance()


def _download(task: Task, sites: Sites, family: Family, target: Path) -> None:
    download(family, sites, target, lambda text: task.note(f"{family.name}: {text}"))


def _build(task: Task, course: Course, settings: Settings, family: Family, target: Path) -> None:
    with costs.measured(settings, family.name):
        build(family, target, lambda packages: task.note(f"{family.name}: {course.said(family.name, packages)}"))


def has(settings: Settings, family: str) -> bool:
    """Tells whether the programs of `family` are in the cache."""
    return directory(settings, family).exists()


def minors(settings: Settings) -> tuple[str, ...]:
    """Returns the Kubernetes minors ("1.36") whose programs are in the cache."""
    return tuple(minor for minor in KUBERNETES_VERSIONS if has(settings, f"kubernetes-{minor}"))


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
