"""The other stack files of the project, whose clusters often share a network with this one."""

from pathlib import Path

import pulumi

from .project import PROJECT, Project, Unusable, project_in


def neighbours(key: str) -> dict[str, object]:
    """Returns what the other stack files of the project configure at `key`, by file name. A file that cannot be read is a warning."""
    try:
        project = project_in(Path(pulumi.get_root_directory() or "."))
    except Unusable:
        # The engine has read it, so this is a project of a program that drives the engine, without files.
        return {}
    own = {PROJECT, project.file_of(pulumi.get_stack()).name}
    files = sorted(file for file in project.stacks.glob("Pulumi.*.yaml") if file.name not in own)
    return {file.name: _configured(project, file, key) for file in files}


def _configured(project: Project, file: Path, key: str) -> object:
    try:
        return project.configuration(file).get(key)
    except Unusable as hindrance:
        pulumi.log.warn(f"{hindrance}: not checked whether its cluster can share a network with this one")
        return None
