"""The published official builds of programs, with their addresses and checksums."""

from __future__ import annotations

import platform
from collections.abc import Mapping
from dataclasses import dataclass, field

_ARCHITECTURES = {"x86_64": "amd64", "aarch64": "arm64"}
ARCHITECTURE = _ARCHITECTURES.get(platform.machine(), platform.machine())
"""This machine in the names that Go and Debian use."""


@dataclass(frozen=True)
class Sites:
    """Base URLs of the official sites."""

    kubernetes: str = "https://dl.k8s.io"
    github: str = "https://github.com"
    github_api: str = "https://api.github.com"
    github_raw: str = "https://raw.githubusercontent.com"
    helm: str = "https://get.helm.sh"
    pulumi: str = "https://get.pulumi.com"
    images: str = "https://registry.k8s.io"
    github_images: str = "https://ghcr.io"
    docker_images: str = "https://registry-1.docker.io"
    quay_images: str = "https://quay.io"


@dataclass(frozen=True)
class Asset:
    """A published file and the file that holds its SHA-256.

    `site` names a field of Sites. `checksums` is a path on `checksum_site` (else on the same site): a bare digest, lines of
    sha256sum(1), or, where it is a release of the GitHub API, the digest of the asset. `sha256` is for files without any.
    `members` maps patterns of an archive's members to the names they get; "" keeps the member's own, and no members means that
    the file is not an archive.
    """

    site: str
    path: str
    checksums: str = ""
    checksum_site: str = ""
    sha256: str = ""
    members: Mapping[str, str] = field(default_factory=dict)
    name: str = ""


@dataclass(frozen=True)
class ImageFile:
    """A program that is published in a container image only; `site` names a field of Sites."""

    repository: str
    tag: str
    member: str
    site: str = "images"


Source = Asset | ImageFile


def release(project: str, version: str, file: str, members: Mapping[str, str], checksums: str = "") -> Asset:
    """Returns an archive of a GitHub release of `project` ("owner/name"), with the checksum file that the project publishes with it."""
    base = f"/{project}/releases/download/{version}"
    return Asset("github", f"{base}/{file}", f"{base}/{checksums or file + '.sha256'}", members=members)


def tagged_file(project: str, version: str, path: str, sha256: str) -> Asset:
    """Returns a file of a project's tag on GitHub; these have no published checksums."""
    return Asset("github_raw", f"/{project}/{version}/{path}", sha256=sha256)


def unsigned_release(project: str, version: str, file: str, name: str) -> Asset:
    """Returns a plain file of a GitHub release without checksum files, verified by the digest of GitHub."""
    return Asset(
        "github",
        f"/{project}/releases/download/{version}/{file}",
        f"/repos/{project}/releases/tags/{version}",
        checksum_site="github_api",
        name=name,
    )
