"""The objects of one cluster: the paths of their kinds, and reads and writes of single objects."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from typing import Any, NamedTuple

from lab.plugins.kubernetes.api import APPLY, JSON_PATCH, Answer, Api, ApiError
from lab.plugins.kubernetes.objects import Object, ObjectKind, kind_of, name_of, namespace_of

_DEFAULT_NAMESPACE = "default"


class NoSuchKind(Exception):
    """Raised if the API server does not serve a kind; its definition may be missing."""

    def __init__(self, kind: ObjectKind) -> None:
        super().__init__(f'no matches for kind "{kind.kind}" in version "{kind.api_version}"')


class _Served(NamedTuple):
    plural: str
    namespaced: bool


class Cluster:
    """The objects of a cluster. Each method may raise ApiError, Unreachable or NoSuchKind."""

    def __init__(self, api: Api) -> None:
        self.api = api
        self._served: dict[ObjectKind, _Served] = {}
        self._lock = threading.Lock()

    def serves(self, kind: ObjectKind) -> bool:
        """Tells whether the API server knows the kind."""
        try:
            self._find(kind)
        except NoSuchKind:
            return False
        return True

    def is_namespaced(self, kind: ObjectKind) -> bool:
        """Tells whether the kind is namespaced."""
        return self._find(kind).namespaced

    def get(self, obj: Object) -> Object:
        """Returns the live object with the kind, namespace and name of `obj`."""
        return self.api.get(self._path(obj))

    def objects(self, kind: ObjectKind, namespace: str, **query: str) -> list[Object]:
        """Returns the objects of a kind in a namespace."""
        items = self.api.get(self._collection(kind, namespace), **query).get("items", [])
        return [{"apiVersion": kind.api_version, "kind": kind.kind, **item} for item in items]

    def create(self, obj: Object, manager: str, dry_run: bool = False) -> Answer:
        """Creates the object; the API server refuses it if it exists."""
        query = _query(dry_run, fieldManager=manager, fieldValidation="Warn")
        return self.api.request("POST", self._collection(kind_of(obj), namespace_of(obj)), obj, query=query)

    def apply(self, obj: Object, manager: str, force: bool = False, dry_run: bool = False) -> Answer:
        """Applies the fields of the object for the manager; refused if another manager owns one, unless forced."""
        query = _query(dry_run, fieldManager=manager, force=str(force).lower(), fieldValidation="Warn")
        return self.api.request("PATCH", self._path(obj), obj, APPLY, query)

    def replace(self, obj: Object, manager: str, dry_run: bool = False) -> Answer:
        """Replaces the live object with the same resourceVersion."""
        return self.api.request("PUT", self._path(obj), obj, query=_query(dry_run, fieldManager=manager, fieldValidation="Warn"))

    def patch(self, obj: Object, operations: list[Mapping[str, Any]]) -> Object:
        """Applies a JSON patch to the live object."""
        return self.api.request("PATCH", self._path(obj), operations, JSON_PATCH).body

    def delete(self, obj: Object, propagation: str) -> None:
        """Requests the deletion of the object."""
        self.api.request("DELETE", self._path(obj), {"propagationPolicy": propagation})

    def _path(self, obj: Object) -> str:
        return f"{self._collection(kind_of(obj), namespace_of(obj))}/{name_of(obj)}"

    def _collection(self, kind: ObjectKind, namespace: str) -> str:
        plural, namespaced = self._find(kind)
        scope = f"/namespaces/{namespace or _DEFAULT_NAMESPACE}" if namespaced else ""
        return f"{_root(kind)}{scope}/{plural}"

    def _find(self, kind: ObjectKind) -> _Served:
        with self._lock:
            if kind not in self._served:
                self._discover(kind)
            return self._served[kind]

    def _discover(self, kind: ObjectKind) -> None:
        try:
            listed = self.api.get(_root(kind)).get("resources", [])
        except ApiError as error:
            if error.not_found:
                raise NoSuchKind(kind) from None
            raise
        for each in listed:
            if "/" not in each["name"]:
                self._served[ObjectKind(kind.api_version, each["kind"])] = _Served(each["name"], each["namespaced"])
        if kind not in self._served:
            raise NoSuchKind(kind)


def _root(kind: ObjectKind) -> str:
    return f"/apis/{kind.api_version}" if kind.group else f"/api/{kind.api_version}"


def _query(dry_run: bool, **query: str) -> dict[str, str]:
    return {**query, "dryRun": "All"} if dry_run else query
