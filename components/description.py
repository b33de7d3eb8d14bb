"""A cluster from its description and its secrets, wherever these stand."""

from collections.abc import Mapping
from datetime import date

import pulumi

from .core.bundle.contents import bundle_problems
from .core.config.model import ClusterSpec
from .core.config.problems import Problem
from .core.config.warnings import warnings
from .keyring import Keyring
from .secrets import Secrets
from .stack_files import completed, described


def described_with(document: Mapping[str, object], keyring: Keyring, problems: list[Problem]) -> tuple[ClusterSpec | None, Secrets]:
    """Returns the cluster, None if it cannot be built, and its secrets; all that is wrong is added to `problems`."""
    whole, known_hosts = completed(document, problems)
    spec = described(whole, known_hosts, problems)
    secrets = keyring.secrets(whole, spec, problems)
    if spec:
        problems += keyring.problems(spec)
        problems += bundle_problems(spec)
    return spec, secrets


def warn(spec: ClusterSpec) -> None:
    """Shows what is worth a second look about a cluster."""
    for problem in warnings(spec, date.today()):
        pulumi.log.warn(str(problem))
