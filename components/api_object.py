"""Objects of the Kubernetes API as resources of pulumi-kubernetes."""

from collections.abc import Mapping
from typing import Any, Final

import pulumi
import pulumi_kubernetes as kubernetes

from .core.config.model import Json
from .naming import ClusterResource, within

# Without a name of ours every creation has a new one, and a run after a killed one conflicts with the fields of its predecessor.
FIELD_MANAGER: Final = {"pulumi.com/patchFieldManager": "pulumi-kubeadm"}

FORCE_CONFLICTS: Final = {"pulumi.com/patchForce": "true"}

# What `kubectl apply` leaves on an object is a copy of the whole of it.
LAST_APPLIED: Final = "kubectl.kubernetes.io/last-applied-configuration"
SECRET_FIELDS: Final = ("data", "stringData")


class ApiObject(ClusterResource):
    """One object of any kind, from its manifest. A patch sets only the fields of the manifest, of an object that exists."""

    def __init__(
        self, name: str, manifest: Mapping[str, Json], opts: pulumi.ResourceOptions, *, patch: bool = False, force_conflicts: bool = False
    ) -> None:
        """Registers the object. `force_conflicts` takes fields over from other field managers. Values of a Secret are secret."""
        annotations = {**FIELD_MANAGER, **(FORCE_CONFLICTS if force_conflicts else {})}
        fields: dict[str, Any] = _annotated(manifest, annotations)
        if manifest["kind"] == "Secret" and manifest["apiVersion"] == "v1":
            fields = _with_secrets(fields)
            opts = pulumi.ResourceOptions.merge(opts, pulumi.ResourceOptions(additional_secret_outputs=[*SECRET_FIELDS]))
        super().__init__(_token(manifest, patch), name, fields, opts)


def provider(cluster: str, kubeconfig: pulumi.Output[str], opts: pulumi.ResourceOptions) -> kubernetes.Provider:
    """Returns the provider of pulumi-kubernetes for a cluster.

    The cluster's name identifies it, not its kubeconfig: a renewed certificate updates the provider and replaces nothing.
    ConfigMaps change in place, as `kubectl apply` does it: a replaced one would be missing for a moment, and pods that are
    to notice a change are told by an annotation. A field that another manager took stays an error until someone decides.
    An object that is there already is taken over: a run that was killed made it and did not live to write that down.
    """
    return kubernetes.Provider(
        within(opts, "kubernetes"),
        kubeconfig=kubeconfig,
        cluster_identifier=cluster,
        enable_server_side_apply=True,
        enable_config_map_mutable=True,
        upsert_existing_objects=True,
        opts=opts,
    )


def _with_secrets(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Returns a Secret with each value marked as secret, so that a preview shows which of them changes."""
    secrets = {key: _secret(fields[key]) for key in SECRET_FIELDS if fields.get(key)}
    metadata = fields["metadata"]
    annotations = {key: pulumi.Output.secret(text) if key == LAST_APPLIED else text for key, text in metadata["annotations"].items()}
    return {**fields, **secrets, "metadata": {**metadata, "annotations": annotations}}


def _secret(values: Any) -> Any:
    return {key: pulumi.Output.secret(value) for key, value in values.items()} if isinstance(values, dict) else pulumi.Output.secret(values)


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
