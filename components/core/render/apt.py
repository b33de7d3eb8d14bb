"""An apt repository in deb822 form: sources.list(5)."""

from ..spec.model import Repository
from .document import line
from .paths import UNPACKED


def archive_source() -> str:
    """A .sources file for the packages that came in an archive. Its digest was verified, which is what a signature would say."""
    fields = {"Types": "deb", "URIs": f"file://{UNPACKED}/packages/", "Suites": "/", "Trusted": "yes"}
    return "".join(f"{name}: {value}\n" for name, value in fields.items())


def apt_source(repository: Repository, keyring: str) -> str:
    """A .sources file whose packages must be signed by a key in the file `keyring`."""
    fields = {
        "Types": "deb",
        "URIs": repository.uri,
        "Suites": repository.suite,
        "Components": " ".join(repository.components),
        "Signed-By": keyring,
    }
    return "".join(f"{name}: {line(value)}\n" for name, value in fields.items() if value)
