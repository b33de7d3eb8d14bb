"""The images of addons, under their official names without the registry's host, by family of programs."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from lab import programs
from lab.mirror.images.catalogue import Catalogue, shell
from lab.mirror.images.image import Image
from lab.mirror.images.layer import Files
from lab.programs.addons import (
    ADDON_FAMILIES,
    APPROVER_VERSION,
    EARLIER_METRICS_SERVER_VERSION,
    LOCAL_PATH_VERSION,
    METALLB_VERSION,
    METRICS_SERVER_VERSION,
    ROOK_VERSION,
    TRAEFIK_VERSION,
)
from lab.settings import Settings

BUSYBOX = "1.37.0"
"""The version that the helper of local-path requests; the image contains busybox of the lab's distribution."""
_NOBODY = "65534"


def _single(name: str, path: str, user: str = "") -> Image:
    """Returns the image of one program. Its layer, named after the last part of the image's name and its tag, contains nothing else."""
    return Image((name,), (name.rpartition("/")[2],), (path,), user=user)


def _metrics_server(version: str) -> Image:
    return _single(f"metrics-server/metrics-server:{version}", "/metrics-server", _NOBODY)


_IMAGES = {
    "metrics-server": (_metrics_server(METRICS_SERVER_VERSION),),
    "metrics-server-0.8": (_metrics_server(EARLIER_METRICS_SERVER_VERSION),),
    "kubelet-csr-approver": (_single(f"postfinance/kubelet-csr-approver:{APPROVER_VERSION}", "/ko-app/kubelet-csr-approver", _NOBODY),),
    "local-path": (
        _single(f"rancher/local-path-provisioner:{LOCAL_PATH_VERSION}", "/usr/bin/local-path-provisioner"),
        Image((f"library/busybox:{BUSYBOX}",), ("cp", "shell"), (), ("sh",)),
    ),
    "metallb": tuple(_single(f"metallb/{name}:{METALLB_VERSION}", f"/{name}") for name in ("controller", "speaker")),
    "traefik": (_single(f"library/traefik:{TRAEFIK_VERSION}", "/usr/local/bin/traefik"),),
    "rook": (Image((f"rook/ceph:{ROOK_VERSION}",), ("cp", f"ceph:{ROOK_VERSION}"), ("/usr/local/bin/rook",)),),
}


def catalogue(settings: Settings, debian: Path, families: Collection[str]) -> Catalogue:
    """Returns the images of these families; `debian` is the directory of the distribution's files."""
    images = [(family.name, image) for family in ADDON_FAMILIES if family.name in families for image in _IMAGES.get(family.name, ())]
    tools = shell(debian)
    layers: dict[str, Files] = {}
    for family, image in images:
        for layer in image.layers:
            layers[layer] = tools.get(layer) or _program(settings, family, image.entrypoint[0])
    return Catalogue(tuple(image for _, image in images), layers)


def _program(settings: Settings, family: str, path: str) -> Files:
    return {path: programs.program(settings, family, Path(path).name)}
