"""Two versions of a stack, read and validated together, so that the problems of both are reported at once."""

import json
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from ..core.bundle.contents import bundle_problems
from ..core.config.model import ClusterSpec
from ..core.config.problems import InvalidSpec
from ..core.config.spelling import SECRETS
from ..core.review import NotThePreview, Review, drift, planned_steps, review, review_of_new
from ..preflight.stack import read_document, read_stack
from ..project import Unusable
from .base import Repository, project_at
from .objects import objects


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """A stack file: the cluster that it describes, the value of its `cluster`, and its encrypted secrets by their keys."""

    spec: ClusterSpec
    document: Mapping[str, object]
    secrets: Mapping[str, str]


def review_since(project: Path, stack: str, reference: str, today: date, *, with_objects: bool = False) -> Review:
    """Returns the review of a stack file in the work tree against the one at a git reference; without one there, of a new cluster.

    `with_objects` fetches the files of addons that differ, and compares their objects.

    Raises:
        Unusable: one of the two cannot be read, or is not valid. The message has all problems of both.
    """
    repository = Repository(project, reference)
    problems: list[str] = []
    with tempfile.TemporaryDirectory(prefix="review-") as scratch:
        base = project_at(repository, project, stack, Path(scratch))
        before = _version(base, stack, f"at {reference}", problems) if base else None
        after = _version(project, stack, "in the work tree", problems)
    if problems or after is None:
        raise Unusable("\n".join(problems))
    if before is None:
        return review_of_new(after.spec)
    documents, secrets = (before.document, after.document), (before.secrets, after.secrets)
    found = review(before.spec, after.spec, documents=documents, secrets=secrets, today=today)
    return replace(found, objects=tuple(objects(before.spec, after.spec))) if with_objects and not found.refused else found


def with_preview(found: Review, file: Path, stack: str) -> Review:
    """Returns the review with what a saved preview of the stack plans otherwise.

    Raises:
        Unusable: the file cannot be read, or has no preview of this stack that succeeded.
    """
    try:
        return replace(found, drift=drift(found, planned_steps(file.read_text(encoding="utf-8"), stack)))
    except (OSError, UnicodeDecodeError) as error:
        raise Unusable(f"--preview: {file} cannot be read: {error}") from error
    except NotThePreview as error:
        raise Unusable(f"--preview: {file}: {error}") from error


def _version(project: Path, stack: str, which: str, problems: list[str]) -> Version | None:
    """Reads one of the two. Adds what is wrong with it to the problems, and returns None then."""
    try:
        spec = read_stack(project, stack).spec
        if wrong := [*bundle_problems(spec)]:
            raise InvalidSpec(wrong)
    except (InvalidSpec, Unusable) as error:
        problems.append(f"{stack} {which}: {error}")
        return None
    namespace, document, config = read_document(project, stack)
    secrets = {key: json.dumps(config[f"{namespace}:{key}"], sort_keys=True) for key in SECRETS if f"{namespace}:{key}" in config}
    return Version(spec=spec, document=document, secrets=secrets)
