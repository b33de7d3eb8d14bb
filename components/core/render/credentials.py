"""How a file that a preview shows names a secret that it holds on the host: `{{name}}`, where `lib/credentials.sh` puts the secret in."""

from typing import Final

OF_PROXY: Final = "proxy"
"""The name of the credential for the proxy: user and password as they stand in a URL."""


def placeholder(name: str) -> str:
    """What stands for the credential `name`."""
    return f"{{{{{name}}}}}"


def of_registry(registry: str) -> str:
    """The name of the credential for the mirror of a registry: user and password as HTTP's basic authentication has them."""
    return f"registry-{registry}"
