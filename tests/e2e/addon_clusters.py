"""Stack documents of clusters with addons whose programs the lab makes on demand."""

from typing import Any

from lab.settings import Settings
from tests.e2e.clusters import cluster

REGISTRIES = ("docker.io", "ghcr.io", "quay.io", "registry.k8s.io")


def cluster_with(settings: Settings, addons: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """One control plane, workers, flannel and these addons; images come from the registry of `lab addons`."""
    document = cluster(settings, **changes)
    document["sources"]["registryMirrors"] = dict.fromkeys(REGISTRIES, settings.addon_images_url)
    document["addons"] |= addons
    return document


def published(settings: Settings, file: str) -> dict[str, str]:
    """Where the lab serves a project's file; its digest is the one that is known for the version."""
    return {"url": f"{settings.addon_files_url}/{file}"}
