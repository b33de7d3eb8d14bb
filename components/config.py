"""From Pulumi's configuration to a cluster description: the only reader of `pulumi.Config`."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pulumi
from pulumi.runtime import is_config_secret

from .core.config.model import ClusterSpec
from .core.config.neighbours import router_id_is_free
from .core.config.passwords import PROXY, REGISTRIES, REPOSITORIES
from .core.config.problems import InvalidSpec, Problem
from .core.config.secrets import ETCD_KEY, SSH_KEY, WEAVE_PASSWORD, encrypted_values, misplaced
from .core.config.values import ROOT
from .description import described_with, warn
from .keyring import Keyring
from .neighbours import neighbours
from .project import NAMESPACE, Unusable, project_in
from .secrets import Secrets

CLUSTER: Final = "cluster"


def load(config: pulumi.Config | None = None, key: str = CLUSTER) -> tuple[ClusterSpec, Secrets]:
    """The cluster that the stack file describes, and the secrets it needs; warnings are shown on the way.

    Without a `config` the cluster is at `key` of the project's own configuration, else of `kubeadm`. Its secrets are in the same one.

    Raises:
        pulumi.RunError: with every problem of the stack file in one report.
    """
    config = config or _with_a_cluster(key)
    if problems := list(_secrets_in_the_cluster(config, key)):
        raise pulumi.RunError(str(InvalidSpec(problems)))
    document = config.get_object(key)
    if not isinstance(document, dict):
        raise pulumi.RunError(str(InvalidSpec([Problem(f"{config.name}:{key}", document, "a cluster: stacks/README.md has every key")])))
    keyring = Keyring(f"{config.name}:", _held(config), "pulumi config set --secret {}")
    problems = []
    spec, secrets = described_with(document, keyring, problems)
    if spec:
        problems += router_id_is_free(spec, neighbours(f"{config.name}:{key}"))
    if problems or spec is None:
        raise pulumi.RunError(str(InvalidSpec(problems)))
    warn(spec)
    return spec, secrets


def _with_a_cluster(key: str) -> pulumi.Config:
    """The configuration of the project, or else of `kubeadm`, that has the key."""
    own, shared = pulumi.Config(), pulumi.Config(NAMESPACE)
    found = next((config for config in (own, shared) if config.get(key) is not None), None)
    if found is None:
        looked = " or ".join(dict.fromkeys(config.full_key(key) for config in (own, shared)))
        expected = f"a cluster in the configuration of stack {pulumi.get_stack()}: stacks/README.md has every key"
        raise pulumi.RunError(str(InvalidSpec([Problem(looked, None, expected)])))
    return found


def _secrets_in_the_cluster(config: pulumi.Config, name: str) -> Iterator[Problem]:
    """The engine says only that there are some, and gives them out in clear: where they are is read from the stack file."""
    key = config.full_key(name)
    if not is_config_secret(key):
        return
    try:
        project = project_in(Path(pulumi.get_root_directory() or "."))
        document = project.configuration(project.file_of(pulumi.get_stack())).get(key)
    except Unusable:
        document = None
    for path in list(encrypted_values(document)) or [ROOT]:
        yield misplaced(path, config.name)


def _held(config: pulumi.Config) -> dict[str, Any]:
    """The secrets of the stack by their keys."""
    texts = {key: config.get(key) for key in (SSH_KEY, ETCD_KEY, WEAVE_PASSWORD, PROXY)}
    return {**texts, **{key: _object(config, key) for key in (REGISTRIES, REPOSITORIES)}}


def _object(config: pulumi.Config, key: str) -> Any:
    """A mapping of the configuration; the text itself, where it is none."""
    try:
        return config.get_object(key)
    except pulumi.ConfigTypeError:
        return config.get(key)
