"""Placeholders for secrets in files that a preview shows: `{{name}}`, which `lib/credentials.sh` replaces by the secret on the host."""

import re
from typing import Final

OF_PROXY: Final = "proxy"
"""The name of the credential for the proxy: user and password in the form of a URL."""


def placeholder(name: str) -> str:
    """Returns the placeholder of the credential `name`."""
    return f"{{{{{name}}}}}"


def of_mirror(registry: str, number: int) -> str:
    """Returns the name of the credential for a mirror of a registry: user and password in the form of HTTP basic authentication.

    `number` counts from 0. No registry has a name that ends like the suffix of a second mirror.
    """
    return f"registry-{registry}_{number + 1}" if number else f"registry-{registry}"


def of_repository(place: str) -> str:
    """Returns the name of the credential for a package repository, by its path below `sources`: the password alone."""
    return f"repository-{place}"


def has_secret(content: str) -> bool:
    """Tells whether a file contains a placeholder, so that only root may read it."""
    return re.search(r"\{\{[A-Za-z0-9.:_-]+\}\}", content) is not None
