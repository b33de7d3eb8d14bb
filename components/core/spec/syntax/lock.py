"""The lock of an offline bundle: YAML that a person reviews, written here and read here."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, Final

import yaml

from ...yaml_loader import LOADER
from ..model import Lock, LockedPackage
from ..readers import Unfit
from .kubernetes import image_digest
from .text import DEPTH, json, matching, text

_HEADER: Final = """\
# What hosts are given without a network: written by `make bundle`, read by `pulumi up`. Keep it under version control and read its
# changes; the files themselves are in the bundle's directory.
"""
_SHA256: Final = matching(r"[0-9a-f]{64}", "64 hexadecimal digits")
_WANT: Final = "the text that `make bundle` wrote"


def written_lock(lock: Lock) -> str:
    """The text of a lock: the same for the same content, one line a package."""
    packages = [asdict(package) for package in lock.packages]
    parts = (
        yaml.safe_dump({"wants": dict(lock.wants)}, sort_keys=False),
        yaml.safe_dump({"archives": dict(lock.archives)}),
        yaml.safe_dump({"artefacts": dict(lock.artefacts)}, width=1000),
        yaml.safe_dump({"images": dict(lock.images)}, width=1000),
        "packages:\n",
        *(f"- {yaml.safe_dump(package, default_flow_style=True, sort_keys=False, width=10000)}" for package in packages),
    )
    return _HEADER + "".join(parts)


def lock(value: object) -> Lock:
    """The lock that a text holds."""
    if not isinstance(value, str):
        raise Unfit(_WANT)
    try:
        found = yaml.load(value, Loader=LOADER)
        return _lock(found if isinstance(found, dict) else {})
    except (yaml.YAMLError, KeyError, TypeError, AttributeError, Unfit) as error:
        raise Unfit(f"{_WANT}, whole") from error


def _lock(found: Mapping[str, Any]) -> Lock:
    json(found, DEPTH)
    return Lock(
        wants={text(key): str(value) for key, value in found["wants"].items()},
        packages=tuple(_package(package) for package in found["packages"] or ()),
        images={text(name): image_digest(digest) for name, digest in found["images"].items()},
        artefacts={text(url): _SHA256(digest) for url, digest in found["artefacts"].items()},
        archives={text(role): _SHA256(digest) for role, digest in found["archives"].items()},
    )


def _package(found: Mapping[str, Any]) -> LockedPackage:
    package = LockedPackage(**{key: text(value) for key, value in found.items()})
    _SHA256(package.sha256)
    return package
