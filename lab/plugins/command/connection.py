"""The `connection` input for a host. Names and defaults: provider/pkg/provider/remote/connection.go of the official plugin."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from lab.plugins.serving import InvalidInputs, Properties, Secret, plain
from lab.plugins.serving.inputs import with_defaults

_DEFAULTS = {"user": "root", "port": 22, "dialErrorLimit": 10, "perDialTimeout": 15}
_SECRETS = ("password", "privateKey", "privateKeyPassword")
_NAMES = frozenset(_DEFAULTS) | frozenset(_SECRETS) | {"host", "agentSocketPath", "hostKey"}


@dataclass(frozen=True)
class Endpoint:
    """An SSH server and its login methods; the bastion, if any, is dialled first.

    `dial_error_limit` counts failed dials, -1 for no limit; `dial_seconds` limits the TCP connect of each, None for no limit.
    `host_key` is a public key as in authorized_keys; None accepts any.
    """

    host: str
    user: str
    port: int
    dial_error_limit: int
    dial_seconds: float | None
    host_key: str | None = None
    agent_socket: str | None = None
    password: str | None = field(default=None, repr=False)
    private_key: str | None = field(default=None, repr=False)
    private_key_password: str | None = field(default=None, repr=False)
    proxy: Endpoint | None = None


def checked(value: Any) -> Any:
    """Returns the connection input with defaults, and with keys and passwords as secrets; raises InvalidInputs."""
    known = plain(value)
    if not isinstance(known, dict):
        return value
    complete = _complete(known, "connection", _NAMES | {"proxy"})
    if isinstance(known.get("proxy"), dict):
        complete["proxy"] = _complete(known["proxy"], "connection.proxy", _NAMES)
    return Secret(complete) if isinstance(value, Secret) else complete


def endpoint(value: Any) -> Endpoint:
    """Returns the endpoint that a checked connection input describes."""
    given: Properties = plain(value)
    return Endpoint(
        host=given["host"],
        user=given["user"],
        port=int(given["port"]),
        dial_error_limit=int(given["dialErrorLimit"]),
        dial_seconds=float(given["perDialTimeout"]) or None,
        host_key=given.get("hostKey"),
        agent_socket=given.get("agentSocketPath"),
        password=given.get("password"),
        private_key=given.get("privateKey"),
        private_key_password=given.get("privateKeyPassword"),
        proxy=endpoint(given["proxy"]) if given.get("proxy") else None,
    )


def _complete(given: Properties, path: str, names: frozenset[str]) -> Properties:
    unknown = sorted(set(given) - names)
    if unknown:
        raise InvalidInputs(*((f"{path}.{name}", "is no property of a connection") for name in unknown))
    if "host" not in given:
        raise InvalidInputs((f"{path}.host", "is missing"))
    complete = with_defaults(given, _DEFAULTS)
    return {name: Secret(value) if name in _SECRETS else value for name, value in complete.items()}
