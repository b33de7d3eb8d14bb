"""The cluster of one provider resource, and the handling of a cluster that does not answer."""

from __future__ import annotations

import threading
from typing import NoReturn, TypeVar

from lab.plugins.kubernetes.api import ApiError
from lab.plugins.kubernetes.cluster import Cluster
from lab.plugins.kubernetes.connection import Unreachable
from lab.plugins.kubernetes.objects import ObjectKind
from lab.plugins.kubernetes.options import Options
from lab.plugins.serving import Call, Failure, ReadState

_Known = TypeVar("_Known")
_REMOVE = (
    "if the cluster is gone for good, run this again with PULUMI_K8S_DELETE_UNREACHABLE=true to drop its objects from the state, "
    "or set deleteUnreachable on the provider"
)


class Session:
    """One cluster with the options of its provider resource."""

    def __init__(self, options: Options) -> None:
        self.options = options
        self._cluster: Cluster | None = None
        self._lock = threading.Lock()

    def cluster(self) -> Cluster:
        """Returns the cluster; raises Unreachable if the kubeconfig leads to none."""
        with self._lock:
            if self._cluster is None:
                self._cluster = Cluster(self.options.api())
            return self._cluster

    def answers(self) -> bool:
        """Tells whether the API server is reachable."""
        try:
            self.cluster().api.get("/version")
        except (ApiError, Unreachable):
            return False
        return True

    def assumes_namespaced(self, kind: ObjectKind) -> bool:
        """Tells whether the kind is namespaced, which is assumed if it is not defined yet."""
        try:
            return not self.cluster().serves(kind) or self.cluster().is_namespaced(kind)
        except (ApiError, Unreachable):
            return True

    def fail(self, error: Unreachable) -> NoReturn:
        """Fails an operation that needs the cluster."""
        raise Failure(f"configured Kubernetes cluster is unreachable: {error}") from None

    def unrehearsed(self, call: Call, error: Unreachable, known: _Known) -> _Known:
        """Returns the result of a preview that cannot ask the cluster."""
        call.log.warning(f"the cluster does not answer, so this is only what the program asks for: {error}")
        return known

    def read_unreachable(self, call: Call, error: Unreachable, known: ReadState) -> ReadState | None:
        """Returns the result of a refresh if the cluster does not answer."""
        call.log.warning(f"configured Kubernetes cluster is unreachable: {error}")
        if self.options.delete_unreachable:
            return None
        if self.options.skip_update_unreachable:
            return known
        raise Failure(f"the object cannot be read: its cluster is unreachable; {_REMOVE}") from None

    def delete_unreachable(self, call: Call, error: Unreachable) -> None:
        """Drops the object with its unreachable cluster if the provider allows that."""
        call.log.warning(f"configured Kubernetes cluster is unreachable: {error}")
        if not self.options.delete_unreachable:
            raise Failure(f"the object cannot be deleted: its cluster is unreachable; {_REMOVE}") from None
