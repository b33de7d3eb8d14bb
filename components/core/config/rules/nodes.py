"""Labels, taints and settings of nodes."""

from collections.abc import Iterator
from typing import Final

from ..model import Taint
from ..problems import Absent, Problem, step_into
from ..values import Values, sibling

NODES: Final = ("controlPlane", "workerPools[*]")
"""What describes Nodes; their hosts may say something of their own."""

RESERVED_LABELS: Final = frozenset(
    {
        "beta.kubernetes.io/arch",
        "beta.kubernetes.io/os",
        "kubernetes.io/arch",
        "kubernetes.io/hostname",
        "kubernetes.io/os",
        "node-role.kubernetes.io/control-plane",
        "node-role.kubernetes.io/master",
        "node-role.kubernetes.io/worker",
    }
)
"""The kubelet sets the first five again at each start (pkg/kubelet/kubelet_node_status.go, updateDefaultLabels); the others are roles."""

RESERVED_ANNOTATIONS: Final = (
    "pulumi-kubeadm/",
    "kubeadm.alpha.kubernetes.io/cri-socket",
    "node.alpha.kubernetes.io/ttl",
    "alpha.kubernetes.io/provided-node-ip",
    "csi.volume.kubernetes.io/nodeid",
    "volumes.kubernetes.io/controller-managed-attach-detach",
)
"""This library, kubeadm, the kubelet and controllers keep what they have to remember in these
(https://kubernetes.io/docs/reference/labels-annotations-taints/)."""

ANNOTATIONS_SIZE: Final = 240 * 1024
"""Bytes of all keys and values. The API takes 256 KiB an object (apimachinery TotalAnnotationSizeLimitB), and others write some, too."""

RESERVED_TAINTS: Final = frozenset({"node-role.kubernetes.io/control-plane", "node-role.kubernetes.io/master"})
"""The two roles that kubeadm taints, or once did; other roles are anybody's."""

CONTROLLERS_TAINTS: Final = ("node.kubernetes.io/", "node.cloudprovider.kubernetes.io/")
"""Prefixes of those that controllers set and take away (https://kubernetes.io/docs/reference/labels-annotations-taints/)."""

LONGEST_LANE: Final = 300
"""Changes in a lane wait for one another. Beyond some 900 in a row the Pulumi SDK fails, and long before, a change takes days."""


def pools_roll_in_time(values: Values) -> Iterator[Problem]:
    """A percentage is always in time: of 200 hosts or more the least is two at a time."""
    for path, width in values.find("workerPools[*].maxUnavailable", int):
        hosts = values.at(sibling(path, "hosts"), tuple) or ()
        if (least := -(-len(hosts) // LONGEST_LANE)) > width:
            yield Problem(path, width, f"{least} or more for {len(hosts)} hosts: at most {LONGEST_LANE} are changed in a row")


def labels_are_not_reserved(values: Values) -> Iterator[Problem]:
    for path, labels in _of_nodes(values, "labels"):
        for key in sorted(RESERVED_LABELS & labels.keys()):
            yield Problem(step_into(path, key), key, "a label of your own: this one is set by Kubernetes or by this library")


def annotations_are_not_reserved(values: Values) -> Iterator[Problem]:
    for path, annotations in _of_nodes(values, "annotations"):
        for key in annotations:
            if key.startswith(RESERVED_ANNOTATIONS):
                yield Problem(step_into(path, key), key, "an annotation of your own: this one is kept by Kubernetes or by this library")


def annotations_fit_a_node(values: Values) -> Iterator[Problem]:
    """Where a host's come on top of those of its pool, all of them count."""
    for path, annotations in _of_nodes(values, "annotations"):
        above, inside, _ = path.partition(".hosts[")
        common = values.at(f"{above}.annotations", dict) if inside and annotations else None
        size = sum(len(f"{key}{value}".encode()) for key, value in {**(common or {}), **annotations}.items())
        if size > ANNOTATIONS_SIZE:
            yield Problem(path, f"{size} bytes", f"{ANNOTATIONS_SIZE} bytes of annotations a Node at most, keys and values together")


def metadata_is_of_nodes(values: Values) -> Iterator[Problem]:
    """Hosts of etcd and load balancers are in the cluster's service, but no Nodes of it."""
    for group in ("etcd", "loadBalancer"):
        for key in ("labels", "annotations"):
            for path, given in values.find(f"{group}.hosts[*].{key}", dict):
                if given:
                    yield Problem(path, Absent.UNWANTED, f"no {key} here: this host is no Node of the cluster")


def taints_are_not_reserved(values: Values) -> Iterator[Problem]:
    for path, key in values.find("workerPools[*].taints[*].key", str):
        if key in RESERVED_TAINTS or key.startswith(CONTROLLERS_TAINTS):
            yield Problem(path, key, "a taint of your own: this one is set and taken away by Kubernetes")


def _of_nodes(values: Values, key: str) -> Iterator[tuple[str, dict[str, str]]]:
    for group in NODES:
        yield from values.find(f"{group}.{key}", dict)
        yield from values.find(f"{group}.hosts[*].{key}", dict)


def taints_are_unique(values: Values) -> Iterator[Problem]:
    """The API refuses a second taint of the same key and effect."""
    for path, taints in values.find("workerPools[*].taints", tuple):
        seen: set[tuple[str, str]] = set()
        for taint in taints:
            if isinstance(taint, Taint) and (taint.key, taint.effect) in seen:
                yield Problem(path, str(taint), "one taint of each key and effect")
            seen.add((taint.key, taint.effect))


def drain_outlasts_its_grace(values: Values) -> Iterator[Problem]:
    for group in NODES:
        for path, grace in values.find(f"{group}.drain.gracePeriodSeconds", int):
            timeout = values.at(path.replace("gracePeriodSeconds", "timeoutSeconds"), int)
            if timeout is not None and grace >= timeout:
                yield Problem(path, grace, f"less than timeoutSeconds, {timeout}: pods would still be ending when the drain has failed")
