"""The other stack files of the project, whose clusters often share a network with this one."""

from pathlib import Path

import pulumi

from .project import NOT_COMPARED, Unusable, project_in


def neighbours(key: str) -> dict[str, object]:
    """Returns what the other stack files of the project configure at `key`, by file name. A file that cannot be read is a warning."""
    try:
        project = project_in(Path(pulumi.get_root_directory() or "."))
    except Unusable:
        # The engine has read it, so this is a project of a program that drives the engine, without files.
        return {}
    found, hindrances = project.neighbours(pulumi.get_stack(), key)
    for hindrance in hindrances:
        pulumi.log.warn(f"{hindrance}: {NOT_COMPARED}")
    return found
