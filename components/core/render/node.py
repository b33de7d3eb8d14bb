"""The labels and annotations of a Node object, one line each, for previews."""

import json
from collections.abc import Mapping
from typing import Final

from ..config.model import ClusterSpec, Host

WORKER_ROLE: Final = {"node-role.kubernetes.io/worker": ""}
"""The label of the role of workers; kubeadm sets only that of control planes."""


def node_labels(spec: ClusterSpec, host: Host) -> str:
    """Returns the labels as lines of `key: "value"`, the value in JSON, sorted by key. Labels of the host override those of its pool."""
    pool = spec.pool_of(host)
    return _lines({**pool.labels, **host.labels, **WORKER_ROLE} if pool else {**spec.control_plane.labels, **host.labels})


def node_annotations(spec: ClusterSpec, host: Host) -> str:
    """Returns the annotations in the same form."""
    return _lines({**(spec.pool_of(host) or spec.control_plane).annotations, **host.annotations})


def _lines(entries: Mapping[str, str]) -> str:
    return "\n".join(f"{key}: {json.dumps(value)}" for key, value in sorted(entries.items()))
