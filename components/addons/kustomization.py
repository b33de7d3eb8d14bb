"""Kustomizations: built from what is on this machine, and from nothing else."""

from collections.abc import Iterator
from pathlib import Path

import yaml

from ..core.yaml_loader import LOADER
from .manifest import ManifestError

FILES = ("kustomization.yaml", "kustomization.yml", "Kustomization")
LISTS = ("resources", "bases", "components", "crds", "configurations", "generators", "transformers", "validators")
DEPTH = 20


def local_directory(directory: str) -> Path:
    """The directory, when nothing that it is made of is fetched from somewhere.

    Raises:
        ManifestError: it is no kustomization, or one with remote parts, which nobody has pinned.
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
        # Inline text is a patch or a generator of its own.
        if "\n" in part:
            continue
        if not (directory / part).exists():
            yield part
        elif (directory / part).is_dir():
            yield from _remote(directory / part, depth - 1)


def _parts(file: Path) -> Iterator[str]:
    try:
        document = yaml.load(file.read_text(), Loader=LOADER)
    except (OSError, ValueError, yaml.YAMLError) as error:
        raise ManifestError(f"{file} cannot be read: {error}") from error
    lists = document if isinstance(document, dict) else {}
    if lists.get("helmCharts"):
        raise ManifestError(f"{file} has helmCharts, want the chart as an addon of its own (`chart`)")
    for name in LISTS:
        yield from (part for part in lists.get(name) or () if isinstance(part, str))
