"""HTTP requests to one API server, through the Kubernetes client library."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from lab.plugins.kubernetes.connection import Unreachable, connect
from lab.plugins.kubernetes.objects import Object, within

if TYPE_CHECKING:
    from kubernetes.client import ApiClient

APPLY = "application/apply-patch+yaml"
JSON = "application/json"
JSON_PATCH = "application/json-patch+json"
_TIMEOUTS = (5.0, 60.0)
_PAUSE = 0.5
_NOT_SERVED = (429, 503)
_UNCERTAIN = (500, 504)
_WARNING_CODE = "299 "


class ApiError(Exception):
    """Raised if the API server refuses a request; the text is its message."""

    def __init__(self, code: int, reason: str, message: str, causes: list[str]) -> None:
        super().__init__(message)
        self.code = code
        self.reason = reason
        self.causes = causes

    @property
    def not_found(self) -> bool:
        """Whether the object, or what contains it, does not exist."""
        return self.code == 404

    @property
    def exists(self) -> bool:
        """Whether an object with that name exists already."""
        return self.reason == "AlreadyExists"

    @property
    def conflict(self) -> bool:
        """Whether another manager owns the field, or the object has changed meanwhile."""
        return self.reason == "Conflict"


class _Refused(Unreachable):
    """Raised if there was no connection, so that the request was not sent."""


@dataclass(frozen=True)
class Answer:
    """The body of a successful response, and the warnings of the API server."""

    body: Object
    warnings: list[str]


class Api:
    """An API server. The first request loads the client library and connects, as an empty preview needs neither.

    `patience` is the time in seconds for retries while the server does not answer.
    """

    def __init__(self, kubeconfig: Mapping[str, Any], context: str | None, patience: float = 15.0) -> None:
        self._kubeconfig = kubeconfig
        self._context = context
        self._patience = patience
        self._away_since: float | None = None
        self._client: ApiClient | None = None
        self._lock = threading.Lock()

    def get(self, path: str, **query: str) -> Object:
        """Returns the body of a GET; raises ApiError, Unreachable."""
        return self.request("GET", path, query=query).body

    def request(self, verb: str, path: str, body: Any = None, content_type: str = JSON, query: Mapping[str, str] | None = None) -> Answer:
        """Sends one request; raises ApiError, Unreachable."""
        data, headers = self._send(verb, path, query or {}, body, content_type)
        return Answer(json.loads(data) if data else {}, _warnings(headers))

    def _send(self, verb: str, path: str, query: Mapping[str, str], body: Any, content_type: str) -> tuple[bytes, Mapping[str, str]]:
        """Sends a request, and retries it while the API server is away: it restarts when its node is changed."""
        while True:
            try:
                answer = self._send_once(verb, path, query, body, content_type)
            except (ApiError, _Refused) as error:
                if not _may_pass(verb, error):
                    self._away_since = None
                    raise
                if self._out_of_patience():
                    raise
                time.sleep(_PAUSE)
            else:
                self._away_since = None
                return answer

    def _send_once(self, verb: str, path: str, query: Mapping[str, str], body: Any, content_type: str) -> tuple[bytes, Mapping[str, str]]:
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
            root = _root(error)
            refused = isinstance(root, urllib3.exceptions.NewConnectionError | urllib3.exceptions.ConnectTimeoutError)
            raise (_Refused if refused else Unreachable)(f"{client.configuration.host}: {_cause(root)}") from None
        if response.status >= 400:
            raise _refusal(response.status, response.reason, data)
        return data, response.headers

    def _out_of_patience(self) -> bool:
        """Tells whether the API server has been away for too long, counted over all requests."""
        now = time.monotonic()
        self._away_since = self._away_since or now
        return now - self._away_since > self._patience

    def _connected(self) -> ApiClient:
        with self._lock:
            if self._client is None:
                self._client = connect(self._kubeconfig, self._context)
            return self._client


def _may_pass(verb: str, error: ApiError | _Refused) -> bool:
    """Tells whether a retry is safe and may help; an overloaded server may have created an object without confirming it."""
    return isinstance(error, _Refused) or error.code in _NOT_SERVED or (error.code in _UNCERTAIN and verb != "POST")


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


def _cause(error: BaseException) -> str:
    """Returns the reason of an error without the client object that precedes it."""
    return str(error).rpartition("): ")[2]


def _root(error: BaseException) -> BaseException:
    reason = getattr(error, "reason", None)
    return _root(reason) if isinstance(reason, BaseException) else error
