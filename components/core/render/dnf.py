"""A dnf repository: the repo options of dnf.conf(5)."""

from ..spec.model import Repository
from .document import line


def dnf_repository(name: str, repository: Repository, key: str) -> str:
    """A .repo file whose index and packages must be signed by the key in the file `key`."""
    fields = {
        "name": name,
        "baseurl": repository.uri,
        "enabled": "1",
        "gpgcheck": "1",
        "repo_gpgcheck": "1",
        "gpgkey": f"file://{key}",
    }
    return f"[{line(name)}]\n" + "".join(f"{key}={line(value)}\n" for key, value in fields.items())
