"""Kustomizations, built from local files only."""

from collections.abc import Iterator
from pathlib import Path

from ..core.yaml_rules import read_manifest
from .manifest import ManifestError

FILES = ("kustomization.yaml", "kustomization.yml", "Kustomization")
LISTS = ("resources", "bases", "components", "crds", "configurations", "generators", "transformers", "validators")
DEPTH = 20


def local_directory(directory: str) -> Path:
    """Returns the directory of a kustomization that has no remote parts.

    Raises:
        ManifestError: it is not a kustomization, or has remote parts, which are not pinned.
    """
    found = Path(directory)
    if remote := list(_remote(found, DEPTH)):
        raise ManifestError(f"{directory} is made of {', '.join(remote)}, want parts on this machine: fetch them and name the copies")
    return found


def _remote(directory: Path, depth: int) -> Iterator[str]:
    file = next((directory / name for name in FILES if (directory / name).is_file()), None)
    if file is None or not depth:
        raise ManifestError(f"{directory} has no {FILES[0]}" if depth else f"{directory} is part of itself")
    for part in _parts(file):
        # An inline patch or generator, not a path.
        if "\n" in part:
            continue
        if not (directory / part).exists():
            yield part
        elif (directory / part).is_dir():
            yield from _remote(directory / part, depth - 1)


def _parts(file: Path) -> Iterator[str]:
    try:
        document = read_manifest(file.read_bytes())
    except (OSError, ValueError) as error:
        raise ManifestError(f"{file} cannot be read: {error}") from error
    lists = document if isinstance(document, dict) else {}
    if lists.get("helmCharts"):
        raise ManifestError(f"{file} has helmCharts, want the chart as an addon of its own (`chart`)")
    for name in LISTS:
        parts = lists.get(name)
        yield from (part for part in parts if isinstance(part, str)) if isinstance(parts, list) else ()
