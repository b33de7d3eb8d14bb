"""Where bytes come from: repositories that apt accepts."""

from collections.abc import Iterator

from ...versions import KUBERNETES_KEY_FINGERPRINT
from ..entries import RepositoryEntry
from ..problems import Problem
from ..values import Values


def repositories_are_whole(values: Values) -> Iterator[Problem]:
    for path, repository in (*values.find("sources.kubernetes", RepositoryEntry), *values.find("sources.packages", RepositoryEntry)):
        if repository.uri is None and path.endswith("packages"):
            yield Problem(f"{path}.uri", None, "the repository's URL")
        if repository.suite.endswith("/") and repository.components:
            yield Problem(f"{path}.components", repository.components, f"none: the suite {repository.suite!r} is a flat repository")
        if not repository.suite.endswith("/") and not repository.components:
            yield Problem(f"{path}.components", None, f"the components of suite {repository.suite!r}, such as [main]")
        want = f"the public key of the repository{_how(repository)}"
        yield from text_or_file(path, "key", repository.key, repository.key_file, want)


def text_or_file(path: str, key: str, text: str | None, file: str | None, want: str) -> Iterator[Problem]:
    """A text is written, or in a file whose name is; a name that is left over is of a file that was not read."""
    if file is not None:
        found = f"both {key} and {key}File" if text else file
        yield Problem(f"{path}.{key}File", found, f"one of {key} and {key}File" if text else "a file that can be read")
    elif text is None:
        yield Problem(f"{path}.{key}", None, f"{want}, or its file as {key}File")


def _how(repository: RepositoryEntry) -> str:
    """How to get the official key, which is not ours to hand out."""
    if repository.uri is not None:
        return ""
    return (
        " (for the official one `curl -fsSLo kubernetes.asc https://pkgs.k8s.io/core:/stable:/v1.36/deb/Release.key`,"
        f" fingerprint {KUBERNETES_KEY_FINGERPRINT})"
    )
