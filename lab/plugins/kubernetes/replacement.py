"""The fields whose change requires a new object: provider/pkg/provider/diff.go of the official plugin."""

from __future__ import annotations

from typing import Any, TypeAlias

from lab.plugins.kubernetes.objects import Object, kind_of

Path: TypeAlias = tuple[str | int, ...]
"""The keys and list positions that lead to a value."""


def _names(text: str) -> tuple[str, ...]:
    return tuple(text.split())


_IDENTITY = ("metadata.name", "metadata.namespace")
_CONTAINER = _names(
    "args command env image imagePullPolicy lifecycle livenessProbe ports readinessProbe resources securityContext stdin stdinOnce "
    "terminationMessagePath terminationMessagePolicy tty volumeDevices volumeMounts workingDir"
)
_POD = _names(
    "affinity automountServiceAccountToken dnsConfig dnsPolicy enableServiceLinks hostAliases hostIPC hostNetwork hostPID hostname "
    "imagePullSecrets nodeName nodeSelector overhead preemptionPolicy priority priorityClassName readinessGates restartPolicy "
    "runtimeClassName schedulerName securityContext serviceAccount serviceAccountName shareProcessNamespace subdomain "
    "terminationGracePeriodSeconds volumes"
)
_VOLUME_SOURCE = _names(
    "awsElasticBlockStore azureDisk azureFile cephfs cinder csi fc flexVolume flocker gcePersistentDisk glusterfs hostPath iscsi local "
    "nfs photonPersistentDisk portworxVolume quobyte rbd scaleIO storageos vsphereVolume"
)
_FIELDS: dict[tuple[str, str], tuple[str, ...]] = {
    ("apps/v1", "DaemonSet"): ("spec.selector",),
    ("apps/v1", "Deployment"): ("spec.selector",),
    ("apps/v1", "StatefulSet"): (
        "spec.podManagementPolicy",
        "spec.revisionHistoryLimit",
        "spec.selector",
        "spec.serviceName",
        "spec.volumeClaimTemplates",
    ),
    ("batch/v1", "Job"): ("spec.completions", "spec.parallelism", "spec.selector", "spec.template"),
    ("policy/v1beta1", "PodDisruptionBudget"): ("spec",),
    ("rbac.authorization.k8s.io/v1", "ClusterRoleBinding"): ("roleRef",),
    ("rbac.authorization.k8s.io/v1", "RoleBinding"): ("roleRef",),
    ("storage.k8s.io/v1", "StorageClass"): ("parameters", "provisioner"),
    ("v1", "PersistentVolume"): tuple(f"spec.{source}" for source in _VOLUME_SOURCE),
    ("v1", "PersistentVolumeClaim"): ("spec.accessModes", "spec.selector", "spec.storageClassName", "spec.volumeName"),
    ("v1", "Pod"): (
        *(f"spec.{each}" for each in _POD),
        *(f"spec.{group}.*.{each}" for group in ("containers", "initContainers") for each in _CONTAINER),
    ),
    ("v1", "ResourceQuota"): ("spec.scopes",),
    ("v1", "Secret"): ("type",),
    ("v1", "Service"): ("spec.clusterIP",),
}


def replacing_fields(obj: Object, *, patch: bool, config_map_mutable: bool, secret_mutable: bool) -> tuple[str, ...]:
    """Returns the dotted paths, with `*` for any list position, whose change replaces; for a Patch resource those that name its object."""
    if patch:
        return _IDENTITY
    kind = kind_of(obj)
    immutable = obj.get("immutable") is True
    if kind == ("v1", "ConfigMap"):
        return _IDENTITY if config_map_mutable and not immutable else (*_IDENTITY, "binaryData", "data")
    if kind == ("v1", "Secret") and (not secret_mutable or immutable):
        return (*_IDENTITY, "type", "stringData", "data")
    return (*_IDENTITY, *_FIELDS.get(kind, ()))


def replaces(fields: tuple[str, ...], path: Path, value: Any) -> bool:
    """Tells whether a change at `path`, with its present value, affects one of the fields."""
    return any(_touches(tuple(each.split(".")), path, value) for each in fields)


def _touches(field: tuple[str, ...], path: Path, value: Any) -> bool:
    if any(want not in ("*", have) for want, have in zip(field, path, strict=False)):
        return False
    return _holds(value, field[len(path) :])


def _holds(value: Any, rest: tuple[str, ...]) -> bool:
    if not rest:
        return True
    if rest[0] == "*":
        return isinstance(value, list) and any(_holds(each, rest[1:]) for each in value)
    return isinstance(value, dict) and rest[0] in value and _holds(value[rest[0]], rest[1:])
