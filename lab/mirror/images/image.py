"""Container images as values, and the two documents that describe one to a registry.

Formats: https://github.com/opencontainers/image-spec, config.md and manifest.md
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from lab.mirror.images.layer import Layer
from lab.programs.sources import ARCHITECTURE

MANIFEST_TYPE = "application/vnd.oci.image.manifest.v1+json"
_CONFIG_TYPE = "application/vnd.oci.image.config.v1+json"
_LAYER_TYPE = "application/vnd.oci.image.layer.v1.tar+zstd"
_PATH = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"


@dataclass(frozen=True)
class Image:
    """An image. `names` are repository:tag as a registry has them; `layers` name layers of the catalogue, lowest first."""

    names: tuple[str, ...]
    layers: tuple[str, ...]
    entrypoint: tuple[str, ...]
    cmd: tuple[str, ...] = ()
    user: str = ""


def config(image: Image, layers: Sequence[Layer]) -> bytes:
    """Return the image's configuration."""
    return _json(
        {
            "architecture": ARCHITECTURE,
            "os": "linux",
            "config": {"Entrypoint": image.entrypoint, "Cmd": image.cmd, "Env": [_PATH], "User": image.user, "WorkingDir": "/"},
            "rootfs": {"type": "layers", "diff_ids": [layer.diff_id for layer in layers]},
        }
    )


def manifest(configuration: bytes, layers: Sequence[Layer]) -> bytes:
    """Return the manifest over a configuration and its layers."""
    return _json(
        {
            "schemaVersion": 2,
            "mediaType": MANIFEST_TYPE,
            "config": {"mediaType": _CONFIG_TYPE, "digest": digest(configuration), "size": len(configuration)},
            "layers": [{"mediaType": _LAYER_TYPE, "digest": layer.digest, "size": layer.size} for layer in layers],
        }
    )


def digest(content: bytes) -> str:
    """Return the name of a blob in a registry."""
    return f"sha256:{hashlib.sha256(content).hexdigest()}"


def _json(document: dict[str, Any]) -> bytes:
    return json.dumps(document, sort_keys=True, separators=(",", ":")).encode()
