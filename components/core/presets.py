"""Presets for the sources of Kubernetes' packages and images: the official ones, and mirrors with a layout of their own.

Sources: https://kubernetes.io/blog/2023/08/15/pkgs-k8s-io-introduction/ and https://developer.aliyun.com/mirror/kubernetes.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from .versions import KUBERNETES_PACKAGES


@dataclass(frozen=True, slots=True, kw_only=True)
class Preset:
    """The sources of one preset. `packages` is the part of a repository's URL before the minor; all packages are signed with the key of
    pkgs.k8s.io. In an `image_repository` other than registry.k8s.io, kubeadm expects CoreDNS without the directory that it has there.
    """

    packages: str
    image_repository: str


PRESETS: Final[Mapping[str, Preset]] = {
    "official": Preset(packages=KUBERNETES_PACKAGES, image_repository="registry.k8s.io"),
    "aliyun": Preset(
        packages="https://mirrors.aliyun.com/kubernetes-new/core/stable/", image_repository="registry.aliyuncs.com/google_containers"
    ),
}
