"""An apt repository in deb822 form, sources.list(5), and its login, apt_auth.conf(5)."""

from ..config.model import Repository
from .credentials import of_repository, placeholder
from .document import line
from .paths import UNPACKED


def archive_source() -> str:
    """Returns a .sources file for the packages of an archive. Its verified digest takes the place of a signature."""
    fields = {"Types": "deb", "URIs": f"file://{UNPACKED}/packages/", "Suites": "/", "Trusted": "yes"}
    return "".join(f"{name}: {value}\n" for name, value in fields.items())


def apt_source(repository: Repository, keyring: str) -> str:
    """Returns a .sources file for packages that a key in the file `keyring` must have signed."""
    fields = {
        "Types": "deb",
        "URIs": repository.uri,
        "Suites": repository.suite,
        "Components": " ".join(repository.components),
        "Signed-By": keyring,
    }
    return "".join(f"{name}: {line(value)}\n" for name, value in fields.items() if value)


def apt_login(repository: Repository, user: str) -> str:
    """Returns a file of auth.conf.d for the URLs below that of the repository. apt reads its words literally, up to the next blank."""
    return f"machine {line(repository.uri)} login {line(user)} password {placeholder(of_repository(repository.place))}\n"
