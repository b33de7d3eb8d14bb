"""The stack files beside the one that is used: clusters of one project often share a network."""

from pathlib import Path

import pulumi
import yaml

from .core.yaml_loader import LOADER

PROJECT = "Pulumi.yaml"


def neighbours(key: str) -> dict[str, object]:
    """What other stack files of the project hold at `key`, by the names of the files; what cannot be read says nothing."""
    directory = _stack_directory(Path(pulumi.get_root_directory() or "."))
    own = {PROJECT, f"Pulumi.{pulumi.get_stack()}.yaml"}
    files = sorted(file for file in directory.glob("Pulumi.*.yaml") if file.name not in own)
    return {file.name: _mapping(_mapping(_read(file)).get("config")).get(key) for file in files}


def _stack_directory(root: Path) -> Path:
    return root / str(_mapping(_read(root / PROJECT)).get("stackConfigDir", "."))


def _read(file: Path) -> object:
    try:
        return yaml.load(file.read_text(), Loader=LOADER)
    except (OSError, ValueError, yaml.YAMLError):
        return None


def _mapping(value: object) -> dict[str, object]:
    return value if isinstance(value, dict) else {}
