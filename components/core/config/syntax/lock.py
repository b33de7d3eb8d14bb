"""The lock of an offline bundle: YAML that a person reviews, written here and read here."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, Final

import yaml

from ...yaml_rules import Dumper, YamlProblem, read_stack_file
from ..model import Lock, LockedPackage
from ..problems import InvalidValue
from .kubernetes import image_digest
from .text import DEPTH, json, matching, text

_HEADER: Final = """\
# What hosts are given without a network: written by `make bundle`, read by `pulumi up`. Keep it under version control and read its
# changes; the files themselves are in the bundle's directory.
"""
_SHA256: Final = matching(r"[0-9a-f]{64}", "64 hexadecimal digits")
_EXPECTED: Final = "the text that `make bundle` wrote"


def written_lock(lock: Lock) -> str:
    """The text of a lock: the same for the same content, one line a package."""
    packages = [asdict(package) for package in lock.packages]
    parts = (
        _dumped({"wants": dict(lock.wants)}, sort_keys=False),
        _dumped({"archives": dict(lock.archives)}),
        _dumped({"artefacts": dict(lock.artefacts)}, width=1000),
        _dumped({"images": dict(lock.images)}, width=1000),
        "packages:\n",
        *(f"- {_dumped(package, default_flow_style=True, sort_keys=False, width=10000)}" for package in packages),
    )
    return _HEADER + "".join(parts)


def _dumped(part: object, **style: Any) -> str:
    return str(yaml.dump(part, Dumper=Dumper, **{"sort_keys": True, **style}))


def lock(value: object) -> Lock:
    """The lock that a text holds."""
    if not isinstance(value, str):
        raise InvalidValue(_EXPECTED)
    try:
        found = read_stack_file(value)
        return _lock(found if isinstance(found, dict) else {})
    except (YamlProblem, KeyError, TypeError, AttributeError, InvalidValue) as error:
        raise InvalidValue(f"{_EXPECTED}, whole") from error


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
