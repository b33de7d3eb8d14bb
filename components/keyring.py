"""The secrets that a description of a cluster wants, held against those that there are."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import pulumi
from cryptography.hazmat.primitives.serialization import load_pem_private_key, load_ssh_private_key

from .core.config.addons.weave import Weave
from .core.config.files import existing_etcd
from .core.config.model import ClusterSpec
from .core.config.passwords import (
    PROXY,
    REGISTRIES,
    REPOSITORIES,
    proxy_password_problems,
    registry_password_problems,
    repository_password_problems,
)
from .core.config.problems import Absent, InvalidValue, Problem
from .core.config.secrets import ETCD_KEY, SSH_KEY, WEAVE_PASSWORD
from .core.config.syntax.certificates import key_of
from .core.config.values import ROOT
from .core.steps import Passwords, needs_credentials
from .secrets import Secrets
from .stack_files import ssh_text

LATER: Final = "known-later"
"""Stands for the text of an Output where only its place is checked."""


@dataclass(frozen=True)
class Keyring:
    """Secrets by their keys in a stack's configuration, as texts or Outputs.

    In messages `place` begins the path of each, and its key is in the `spelling` of the reader. `command` is what stores a secret, if a
    command does; its path is put in place of `{}`.
    """

    place: str
    held: Mapping[str, Any] = field(repr=False)
    command: str = ""
    spelling: Callable[[str], str] = str

    def problems(self, spec: ClusterSpec) -> Iterator[Problem]:
        """Yields what is missing or left over; the text of an Output is not looked at."""
        if (weave := spec.addons.get(Weave)) and weave.encrypted and not self.held.get(WEAVE_PASSWORD):
            path = self._path(WEAVE_PASSWORD)
            yield Problem(path, Absent.MISSING, f"the password of addons.weave.encrypted{self._stored_by(path)}")
        yield from registry_password_problems(spec, _known(self.held.get(REGISTRIES)), self._path(REGISTRIES))
        yield from repository_password_problems(spec, _known(self.held.get(REPOSITORIES)), self._path(REPOSITORIES))
        yield from proxy_password_problems(spec, _known(self.held.get(PROXY)), self._path(PROXY))

    def secrets(self, document: Mapping[str, object], spec: ClusterSpec | None, problems: list[Problem]) -> Secrets:
        """Returns the secrets of a cluster, of which `spec` is None if it is wrong. Keys that open nothing are added to `problems`."""
        ssh_key, etcd_key = self._ssh_private_key(document, problems), self._etcd_client_key(document, problems)
        addons = {WEAVE_PASSWORD: self._secret(WEAVE_PASSWORD)} if self.held.get(WEAVE_PASSWORD) else {}
        passwords = self._passwords() if spec and needs_credentials(spec) else None
        return Secrets(ssh_private_key=ssh_key, etcd_client_key=etcd_key, addons=addons, passwords=passwords)

    def _ssh_private_key(self, document: Mapping[str, object], problems: list[Problem]) -> pulumi.Output[str] | None:
        """A secret, else a file, else none, which leaves it to the SSH agent."""
        if self.held.get(SSH_KEY):
            return self._secret(SSH_KEY)
        text = ssh_text(document, "privateKeyFile", problems)
        if text is None:
            return None
        if not _opens_without_passphrase(text):
            problems.append(Problem(f"{ROOT}.ssh.privateKeyFile", Absent.HIDDEN, "a key without a passphrase, or the SSH agent instead"))
        return pulumi.Output.secret(text)

    def _etcd_client_key(self, document: Mapping[str, object], problems: list[Problem]) -> pulumi.Output[str] | None:
        """The key of the certificate that an existing etcd has in the document; that of an Output is checked once it is known."""
        etcd = existing_etcd(document)
        if etcd is None:
            return None
        path, key = self._path(ETCD_KEY), self.held.get(ETCD_KEY) or ""

        def refusal(text: str) -> Problem | None:
            try:
                key_of(text, str(etcd.get("cert")))
            except InvalidValue as invalid:
                return Problem(
                    path, Absent.HIDDEN if text else Absent.MISSING, f"{invalid.expected}{self._stored_by(path, 'etcd-client.key')}"
                )
            return None

        def checked(text: str) -> str:
            if problem := refusal(text):
                raise pulumi.RunError(str(problem))
            return text

        if isinstance(key, pulumi.Output):
            return pulumi.Output.secret(key.apply(checked))
        if problem := refusal(key):
            problems.append(problem)
        return self._secret(ETCD_KEY) if key else None

    def _passwords(self) -> pulumi.Output[Passwords]:
        registries, repositories = self.held.get(REGISTRIES) or {}, self.held.get(REPOSITORIES) or {}
        known = pulumi.Output.all(registries=registries, repositories=repositories, proxy=self.held.get(PROXY))
        return pulumi.Output.secret(known.apply(lambda texts: Passwords(**texts)))

    def _path(self, key: str) -> str:
        return f"{self.place}{self.spelling(key)}"

    def _secret(self, key: str) -> pulumi.Output[str]:
        return pulumi.Output.secret(self.held[key])

    def _stored_by(self, path: str, file: str = "") -> str:
        return f": `{self.command.format(path)}{f' < {file}' if file else ''}`" if self.command else ""


def _known(held: Any) -> Any:
    if isinstance(held, pulumi.Output):
        return LATER
    return {name: _known(inner) for name, inner in held.items()} if isinstance(held, Mapping) else held


def _opens_without_passphrase(text: str) -> bool:
    load = load_ssh_private_key if "OPENSSH" in text else load_pem_private_key
    try:
        load(text.encode(), password=None)
    except (TypeError, ValueError):
        return False
    return True
