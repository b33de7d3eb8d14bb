"""From Pulumi's configuration to a cluster description: the only reader of `pulumi.Config`."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import pulumi
from cryptography.hazmat.primitives.serialization import load_pem_private_key, load_ssh_private_key

from .cluster import Secrets
from .core.bundle.contents import bundle_problems
from .core.spec.files import given_etcd
from .core.spec.model import ClusterSpec
from .core.spec.neighbours import router_id_is_free
from .core.spec.parse import parse
from .core.spec.passwords import PROXY, REGISTRIES, proxy_password_problems, registry_password_problems
from .core.spec.problems import Absent, InvalidSpec, Problem
from .core.spec.readers import Unfit
from .core.spec.syntax.certificates import key_of
from .core.spec.values import ROOT
from .core.spec.warnings import warnings
from .core.steps import Passwords, needs_credentials
from .neighbours import neighbours
from .stack_files import completed, ssh_text

KEY = "cluster"
SSH_KEY = "sshPrivateKey"
ETCD_KEY = "etcdClientKey"
WEAVE_PASSWORD = "weavePassword"


def load(config: pulumi.Config | None = None) -> tuple[ClusterSpec, Secrets]:
    """The cluster that the stack file describes, and the secrets it needs; warnings are shown on the way.

    Raises:
        pulumi.RunError: with every problem of the stack file in one report.
    """
    config = config or pulumi.Config()
    document = config.get_object(KEY)
    if not isinstance(document, dict):
        raise pulumi.RunError(str(InvalidSpec([Problem(f"{config.name}:{KEY}", document, "a cluster: stacks/README.md has every key")])))
    problems: list[Problem] = []
    whole, known_hosts = completed(document, problems)
    ssh_key, etcd_key = _ssh_private_key(config, document, problems), _etcd_client_key(config, whole, problems)
    try:
        spec = parse(whole, known_hosts)
        problems += router_id_is_free(spec, neighbours(f"{config.name}:{KEY}"))
        problems += _weave_password_is_set(config, spec)
        problems += registry_password_problems(spec, _object(config, REGISTRIES), f"{config.name}:{REGISTRIES}")
        problems += bundle_problems(spec)
        problems += proxy_password_problems(spec, config.get(PROXY), f"{config.name}:{PROXY}")
    except InvalidSpec as invalid:
        unreadable = {problem.path for problem in problems}
        problems += [problem for problem in invalid.problems if problem.path not in unreadable]
    if problems:
        raise pulumi.RunError(str(InvalidSpec(problems)))
    for problem in warnings(spec, date.today()):
        pulumi.log.warn(str(problem))
    addons = {WEAVE_PASSWORD: config.require_secret(WEAVE_PASSWORD)} if config.get(WEAVE_PASSWORD) else {}
    return spec, Secrets(ssh_private_key=ssh_key, etcd_client_key=etcd_key, addons=addons, passwords=_passwords(config, spec))


def _ssh_private_key(config: pulumi.Config, document: dict[str, object], problems: list[Problem]) -> pulumi.Output[str] | None:
    """A secret of the stack, else a file, else none, which leaves it to the SSH agent."""
    if config.get(SSH_KEY):
        return config.require_secret(SSH_KEY)
    text = ssh_text(document, "privateKeyFile", problems)
    if text is None:
        return None
    if not _opens_without_passphrase(text):
        problems.append(Problem(f"{ROOT}.ssh.privateKeyFile", Absent.HIDDEN, "a key without a passphrase, or the SSH agent instead"))
    return pulumi.Output.secret(text)


def _etcd_client_key(config: pulumi.Config, document: Mapping[str, object], problems: list[Problem]) -> pulumi.Output[str] | None:
    """A secret of the stack, where the stack file has an etcd that is there already: the key of the certificate it names."""
    etcd = given_etcd(document)
    if etcd is None:
        return None
    path, text = f"{config.name}:{ETCD_KEY}", config.get(ETCD_KEY) or ""
    try:
        key_of(text, str(etcd.get("cert")))
    except Unfit as unfit:
        found = Absent.HIDDEN if text else Absent.MISSING
        problems.append(Problem(path, found, f"{unfit.want}: `pulumi config set --secret {path} < etcd-client.key`"))
    return config.get_secret(ETCD_KEY)


def _weave_password_is_set(config: pulumi.Config, spec: ClusterSpec) -> Iterator[Problem]:
    if spec.addons.weave and spec.addons.weave.encrypted and not config.get(WEAVE_PASSWORD):
        path = f"{config.name}:{WEAVE_PASSWORD}"
        yield Problem(path, Absent.MISSING, f"the password of addons.weave.encrypted: `pulumi config set --secret {path}`")


def _passwords(config: pulumi.Config, spec: ClusterSpec) -> pulumi.Output[Passwords] | None:
    if not needs_credentials(spec):
        return None
    return pulumi.Output.secret(Passwords(registries=_object(config, REGISTRIES) or {}, proxy=config.get(PROXY)))


def _object(config: pulumi.Config, key: str) -> Any:
    """A mapping of the configuration; the text itself, where it is none."""
    try:
        return config.get_object(key)
    except pulumi.ConfigTypeError:
        return config.get(key)


def _opens_without_passphrase(text: str) -> bool:
    load = load_ssh_private_key if "OPENSSH" in text else load_pem_private_key
    try:
        load(text.encode(), password=None)
    except (TypeError, ValueError):
        return False
    return True
