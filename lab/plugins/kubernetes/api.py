"""HTTP requests to one API server, through the Kubernetes client library."""

from __future__ import annotations

import json
import ssl
import tempfile
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from lab.plugins.kubernetes.objects import Object, within

if TYPE_CHECKING:
    from kubernetes.client import ApiClient

APPLY = "application/apply-patch+yaml"
JSON = "application/json"
JSON_PATCH = "application/json-patch+json"
_TIMEOUTS = (5.0, 60.0)
_WARNING_CODE = "299 "


class Unreachable(Exception):
    """The API server does not answer, or the kubeconfig does not lead to one."""


class ApiError(Exception):
    """The API server refused a request. The text is its own message."""

    def __init__(self, code: int, reason: str, message: str, causes: list[str]) -> None:
        super().__init__(message)
        self.code = code
        self.reason = reason
        self.causes = causes

    @property
    def not_found(self) -> bool:
        """Whether the object, or what it lives in, is not there."""
        return self.code == 404

    @property
    def exists(self) -> bool:
        """Whether an object of that name is there already."""
        return self.reason == "AlreadyExists"

    @property
    def conflict(self) -> bool:
        """Whether somebody else holds the field or changed the object meanwhile."""
        return self.reason == "Conflict"


@dataclass(frozen=True)
class Answer:
    """Body of a successful answer, and the warnings that the API server sent with it."""

    body: Object
    warnings: list[str]


class Api:
    """One API server. The client library is loaded and connects with the first request: an empty preview needs neither."""

    def __init__(self, kubeconfig: Mapping[str, Any], context: str | None) -> None:
        self._kubeconfig = kubeconfig
        self._context = context
        self._client: ApiClient | None = None
        self._lock = threading.Lock()

    def get(self, path: str, **query: str) -> Object:
        """Body of a GET; raises ApiError, Unreachable."""
        return self.request("GET", path, query=query).body

    def text(self, path: str, **query: str) -> str:
        """Answer to a GET that is no JSON, such as a container's log; raises ApiError, Unreachable."""
        return self._send("GET", path, query, None, JSON)[0].decode(errors="replace")

    def request(self, verb: str, path: str, body: Any = None, content_type: str = JSON, query: Mapping[str, str] | None = None) -> Answer:
        """Send one request; raises ApiError, Unreachable."""
        data, headers = self._send(verb, path, query or {}, body, content_type)
        return Answer(json.loads(data) if data else {}, _warnings(headers))

    def _send(self, verb: str, path: str, query: Mapping[str, str], body: Any, content_type: str) -> tuple[bytes, Mapping[str, str]]:
        client = self._connected()
        import urllib3.exceptions

        request = client.param_serialize(
            verb,
            path,
            query_params=list(query.items()),
            header_params={"Accept": "application/json, */*", "Content-Type": content_type},
            body=body,
            auth_settings=["BearerToken"],
        )
        try:
            response = client.call_api(*request, _request_timeout=_TIMEOUTS)
            data: bytes = response.read()  # type: ignore[no-untyped-call]
        except (urllib3.exceptions.HTTPError, OSError) as error:
            raise Unreachable(f"{client.configuration.host}: {_root(error)}") from None
        if response.status >= 400:
            raise _refusal(response.status, response.reason, data)
        return data, response.headers

    def _connected(self) -> ApiClient:
        with self._lock:
            if self._client is None:
                self._client = _client(self._kubeconfig, self._context)
            return self._client


def _client(kubeconfig: Mapping[str, Any], context: str | None) -> ApiClient:
    from kubernetes.config import ConfigException, new_client_from_config_dict

    # The library writes the client key to a file; it is read into memory here and the file is gone before the first request.
    with tempfile.TemporaryDirectory(prefix="lab-kubernetes-") as folder:
        try:
            client: ApiClient = new_client_from_config_dict(  # type: ignore[no-untyped-call]
                kubeconfig, context=context or None, persist_config=False, temp_file_path=folder
            )
            tls = _tls(client.configuration)
        except (ConfigException, OSError, ValueError) as error:
            raise Unreachable(f"the kubeconfig cannot be used: {error}") from None
    pool = client.rest_client.pool_manager.connection_pool_kw
    for key in ("ca_certs", "ca_cert_data", "cert_file", "key_file"):
        pool[key] = None
    pool["ssl_context"] = tls
    pool["maxsize"] = 32
    return client


def _tls(configuration: Any) -> ssl.SSLContext:
    context = ssl.create_default_context(cafile=configuration.ssl_ca_cert)
    if not configuration.verify_ssl:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    if configuration.cert_file:
        context.load_cert_chain(configuration.cert_file, configuration.key_file)
    return context


def _refusal(status: int, reason: str, data: bytes) -> ApiError:
    try:
        body = json.loads(data)
    except ValueError:
        body = {}
    if not isinstance(body, dict):
        body = {}
    causes = [f"{cause.get('field', '')}: {cause.get('message', '')}" for cause in within(body, "details", "causes", default=[])]
    return ApiError(status, body.get("reason") or "", body.get("message") or f"{status} {reason}", causes)


def _warnings(headers: Mapping[str, str]) -> list[str]:
    lines = headers.get("Warning", "").split(f", {_WARNING_CODE}")
    return [line.removeprefix(_WARNING_CODE).removeprefix('- "').removesuffix('"').replace('\\"', '"') for line in lines if line]


def _root(error: BaseException) -> BaseException:
    reason = getattr(error, "reason", None)
    return _root(reason) if isinstance(reason, BaseException) else error
