"""Changes to published objects."""

import hashlib
from collections.abc import Mapping
from copy import deepcopy
from typing import Any

from .addon import WORKLOADS, Addon, Manifest, containers
from .manifest import ManifestError

WAIT_FOR = "pulumi.com/waitFor"
DEFAULT_CLASS = "storageclass.kubernetes.io/is-default-class"
"""The annotation of the StorageClass for claims that name none."""


def ready_when(manifest: dict[str, Any], expression: str) -> None:
    """Makes the provider wait for `condition=TYPE[=STATUS]` or `jsonpath={.path}=value` of an object, instead of the rule for its kind."""
    manifest["metadata"].setdefault("annotations", {})[WAIT_FOR] = expression


def rolled_by(workload: dict[str, Any], name: str, text: str) -> None:
    """Makes a workload replace its pods when `text` changes, which they read at their start: the template contains its digest."""
    annotations = workload["spec"]["template"]["metadata"].setdefault("annotations", {})
    annotations[f"kubeadm.pulumi.com/{name}-sha256"] = hashlib.sha256(text.encode()).hexdigest()


def with_last_words(manifest: Manifest) -> Manifest:
    """Returns a workload whose containers put the end of their log into the pod's status when they fail: the provider reads no logs."""
    if manifest["kind"] not in WORKLOADS:
        return manifest
    told = deepcopy({**manifest})
    for container in containers(told):
        container.setdefault("terminationMessagePolicy", "FallbackToLogsOnError")
    return told


def replace_images(addon: Addon, images: Mapping[str, str]) -> None:
    """Replaces images of an addon's workloads.

    Raises:
        ManifestError: no workload has an image of that name.
    """
    if unknown := sorted(images.keys() - set(addon.images())):
        raise ManifestError(f"images: got {', '.join(unknown)}, want images of {addon.name}: {', '.join(addon.images())}")
    for manifest in addon.objects:
        for container in containers(manifest) if manifest["kind"] in WORKLOADS else ():
            if container.get("image") in images:
                container["image"] = images[container["image"]]
