"""local-path: volumes in a directory of the node that runs the pod (https://github.com/rancher/local-path-provisioner)."""

import json
from typing import Any, Final

import yaml

from ..core.catalogue import CATALOGUE
from ..core.spec.model import ClusterSpec, LocalPath
from ..core.yaml_loader import LOADER
from .addon import Addon
from .materials import Materials
from .patches import DEFAULT_CLASS, rolled_by

CONFIG_MAP: Final = "local-path-config"
DEPLOYMENT: Final = "local-path-provisioner"
CLASS: Final = "local-path"


def local_path(wanted: LocalPath, cluster: ClusterSpec, materials: Materials) -> Addon:
    """local-path with the directory, the helper image and the class of the stack file.

    Raises:
        ManifestError: the manifest is not what the project publishes.
    """
    manifest = materials.objects("manifest")
    config = manifest.find("ConfigMap", CONFIG_MAP)
    config["data"] |= _settings(config["data"], wanted)
    # Of its configuration it reads the helper's pod only when it starts.
    rolled_by(manifest.find("Deployment", DEPLOYMENT), "config", json.dumps(config["data"], sort_keys=True))
    storage = manifest.find("StorageClass", CLASS)
    storage["reclaimPolicy"] = wanted.reclaim_policy
    storage["metadata"].setdefault("annotations", {})[DEFAULT_CLASS] = str(wanted.default).lower()
    facts = CATALOGUE["localPath"]
    return Addon(
        name="localPath",
        version=wanted.version,
        needs=facts.needs,
        provides=facts.provides,
        objects=tuple(manifest.objects),
        starts=(wanted.helper_image,),
    )


def _settings(published: dict[str, str], wanted: LocalPath) -> dict[str, str]:
    """What is published names the helper's image without a version, and runs it on nodes without taints only."""
    helper: Any = yaml.load(published["helperPod.yaml"], Loader=LOADER)
    helper["spec"]["containers"][0]["image"] = wanted.helper_image
    paths = {"node": "DEFAULT_PATH_FOR_NON_LISTED_NODES", "paths": [wanted.path]}
    return {
        "config.json": json.dumps({"nodePathMap": [paths]}, indent=2),
        "helperPod.yaml": yaml.safe_dump(helper, sort_keys=False),
    }
