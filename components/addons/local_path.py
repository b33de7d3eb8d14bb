"""local-path: volumes in a directory of the node that runs the pod (https://github.com/rancher/local-path-provisioner)."""

import json
from typing import Any, Final

from ..core.config.addons.local_path import LocalPath
from ..core.config.model import ClusterSpec
from ..core.render.document import document
from ..core.yaml_rules import read_manifest
from .addon import Addon
from .materials import Materials
from .patches import DEFAULT_CLASS, rolled_by

CONFIG_MAP: Final = "local-path-config"
DEPLOYMENT: Final = "local-path-provisioner"
CLASS: Final = "local-path"


def local_path(wanted: LocalPath, cluster: ClusterSpec, materials: Materials) -> Addon:
    """Returns local-path with the directory, the helper image and the StorageClass of the stack file.

    Raises:
        ManifestError: the manifest is not one that the project publishes.
    """
    manifest = materials.objects("manifest")
    config = manifest.find("ConfigMap", CONFIG_MAP)
    config["data"] |= _settings(config["data"], wanted)
    # It reads the template of the helper's pod only when it starts.
    rolled_by(manifest.find("Deployment", DEPLOYMENT), "config", json.dumps(config["data"], sort_keys=True))
    storage = manifest.find("StorageClass", CLASS)
    storage["reclaimPolicy"] = wanted.reclaim_policy
    storage["metadata"].setdefault("annotations", {})[DEFAULT_CLASS] = str(wanted.default).lower()
    facts = wanted.facts
    return Addon(
        name="localPath",
        version=wanted.version,
        needs=facts.needs,
        provides=facts.provides,
        objects=tuple(manifest.objects),
        starts=(wanted.helper_image,),
    )


def _settings(published: dict[str, str], wanted: LocalPath) -> dict[str, str]:
    """Returns the settings: the directory for volumes, and the helper pod with the image of the stack file."""
    helper: Any = read_manifest(published["helperPod.yaml"])
    helper["spec"]["containers"][0]["image"] = wanted.helper_image
    paths = {"node": "DEFAULT_PATH_FOR_NON_LISTED_NODES", "paths": [wanted.path]}
    return {
        "config.json": json.dumps({"nodePathMap": [paths]}, indent=2),
        "helperPod.yaml": document(helper),
    }
