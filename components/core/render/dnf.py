"""A dnf repository: the repo options of dnf.conf(5)."""

from collections.abc import Mapping

from ..config.model import Repository
from .credentials import of_repository, placeholder
from .document import line
from .paths import UNPACKED


def archive_repository(name: str) -> str:
    """Returns a .repo file for the packages of an archive. Its verified digest takes the place of signatures.

    `module_hotfixes` keeps a module stream that is enabled on the host from hiding them.
    """
    fields = {
        "name": name,
        "baseurl": f"file://{UNPACKED}/packages/",
        "enabled": "1",
        "gpgcheck": "0",
        "repo_gpgcheck": "0",
        "module_hotfixes": "1",
    }
    return _section(name, fields)


def dnf_repository(name: str, repository: Repository, key: str, proxy: str | None) -> str:
    """Returns a .repo file for an index and packages that the key in the file `key` must have signed; `proxy` None leaves it to dnf.conf.

    The login of a proxy is in its URL, percent-encoded: dnf 4 expands words with a $ in `proxy_password` and decodes those with a %. The
    login of the repository is not in its URL, which dnf prints in errors and logs. dnf does not decode a % in `password`.
    """
    fields = {
        "name": name,
        "baseurl": repository.uri,
        "enabled": "1",
        "gpgcheck": "1",
        "repo_gpgcheck": "1",
        "gpgkey": f"file://{key}",
    }
    if repository.user:
        fields |= {"username": repository.user, "password": placeholder(of_repository(repository.place))}
    if proxy is not None:
        fields["proxy"] = proxy
    return _section(name, fields)


def _section(name: str, fields: Mapping[str, str]) -> str:
    return f"[{line(name)}]\n" + "".join(f"{key}={line(value)}\n" for key, value in fields.items())
