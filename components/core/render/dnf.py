"""A dnf repository: the repo options of dnf.conf(5)."""

from ..spec.model import Repository
from .document import line


def dnf_repository(name: str, repository: Repository, key: str, proxy: str | None) -> str:
    """A .repo file whose index and packages must be signed by the key in the file `key`; `proxy` None leaves that to dnf.conf.

    Who asks it stands in its URL, percent-encoded: in `proxy_password` dnf 4 puts values for words with a $ and decodes what has a %.
    """
    fields = {
        "name": name,
        "baseurl": repository.uri,
        "enabled": "1",
        "gpgcheck": "1",
        "repo_gpgcheck": "1",
        "gpgkey": f"file://{key}",
    }
    if proxy is not None:
        fields["proxy"] = proxy
    return f"[{line(name)}]\n" + "".join(f"{key}={line(value)}\n" for key, value in fields.items())
