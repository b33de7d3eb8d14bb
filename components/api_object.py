"""Objects of the Kubernetes API as resources of pulumi-kubernetes."""

from collections.abc import Mapping
from typing import Final

import pulumi
import pulumi_kubernetes as kubernetes

from .core.spec.model import Json

# Without a name of ours every creation has a new one, and a run after a killed one conflicts with the fields of its predecessor.
FIELD_MANAGER: Final = {"pulumi.com/patchFieldManager": "pulumi-kubeadm"}

TAKE_BACK: Final = {"pulumi.com/patchForce": "true"}


class ApiObject(pulumi.CustomResource):
    """One object of any kind, from its manifest; as a patch, only the fields that stand in it of an object that exists."""

    def __init__(
        self, name: str, manifest: Mapping[str, Json], opts: pulumi.ResourceOptions, *, patch: bool = False, take_back: bool = False
    ) -> None:
        """With `take_back` fields that another manager took are taken back."""
        annotations = {**FIELD_MANAGER, **(TAKE_BACK if take_back else {})}
        super().__init__(_token(manifest, patch), name, _annotated(manifest, annotations), opts)


def provider(cluster: str, kubeconfig: pulumi.Output[str], opts: pulumi.ResourceOptions) -> kubernetes.Provider:
    """The way to a cluster's API.

    The cluster's name identifies it, not its kubeconfig: a renewed certificate updates the provider and replaces nothing.
    ConfigMaps change in place, as `kubectl apply` does it: a replaced one would be missing for a moment, and pods that are
    to notice a change are told by an annotation. A field that another manager took stays an error until someone decides.
    An object that is there already is taken over: a run that was killed made it and did not live to write that down.
    """
    return kubernetes.Provider(
        "kubernetes",
        kubeconfig=kubeconfig,
        cluster_identifier=cluster,
        enable_server_side_apply=True,
        enable_config_map_mutable=True,
        upsert_existing_objects=True,
        opts=opts,
    )


def _annotated(manifest: Mapping[str, Json], ours: Mapping[str, str]) -> dict[str, Json]:
    metadata = manifest["metadata"]
    assert isinstance(metadata, dict)
    annotations = metadata.get("annotations") or {}
    assert isinstance(annotations, dict)
    return {**manifest, "metadata": {**metadata, "annotations": {**annotations, **ours}}}


def _token(manifest: Mapping[str, Json], patch: bool) -> str:
    version = str(manifest["apiVersion"])
    group_version = version if "/" in version else f"core/{version}"
    return f"kubernetes:{group_version}:{manifest['kind']}{'Patch' if patch else ''}"
