"""Secrets that were put into the cluster's key of a stack file: each has a key of its own, where it stays one."""

from collections.abc import Iterator, Mapping
from typing import Final

from .passwords import PROXY, REGISTRIES
from .problems import Absent, Problem, step_into
from .values import ROOT

SSH_KEY: Final = "sshPrivateKey"
ETCD_KEY: Final = "etcdClientKey"
WEAVE_PASSWORD: Final = "weavePassword"
PLACES: Final = {
    f"{ROOT}.ssh": SSH_KEY,
    f"{ROOT}.etcd": ETCD_KEY,
    f"{ROOT}.sources.registryMirrors": REGISTRIES,
    f"{ROOT}.sources.proxy": PROXY,
    f"{ROOT}.addons.weave": WEAVE_PASSWORD,
}
"""The key that holds the secret of a part of the cluster, by the path of the part."""


def encrypted_values(value: object, path: str = ROOT) -> Iterator[str]:
    """The paths of what `pulumi config set --secret --path` stored: a mapping with `secure` alone (`isSecureValue`)."""
    if isinstance(value, Mapping):
        if value.keys() == {"secure"} and isinstance(value["secure"], str):
            yield path
            return
        for key, inner in value.items():
            yield from encrypted_values(inner, step_into(path, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from encrypted_values(inner, f"{path}[{index}]")


def misplaced(path: str, namespace: str) -> Problem:
    """A secret at a path inside the cluster; it is not shown, neither encrypted nor in clear."""
    own = next((key for place, key in PLACES.items() if f"{path}.".startswith((f"{place}.", f"{place}["))), None)
    keys = [own] if own else [*PLACES.values()]
    of_the_stack = f"{'its own key' if own else 'a key of its own'}, {' or '.join(f'{namespace}:{key}' for key in keys)}"
    expected = f"no secret in here, for previews show what stands here: a secret has {of_the_stack} (`pulumi config set --secret`)"
    return Problem(path, Absent.HIDDEN, expected)
