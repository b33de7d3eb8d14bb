"""A dnf repository: the repo options of dnf.conf(5)."""

from collections.abc import Mapping

from ..spec.model import Repository
from .document import line
from .paths import UNPACKED


def archive_repository(name: str) -> str:
    """A .repo file for the packages that came in an archive. Its digest was verified, which is what signatures would say.

    `module_hotfixes`: a module stream that is enabled on the host must not hide them.
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
    return _section(name, fields)


def _section(name: str, fields: Mapping[str, str]) -> str:
    return f"[{line(name)}]\n" + "".join(f"{key}={line(value)}\n" for key, value in fields.items())
