"""Systems that people try and that are refused, with the reason: by ID and VERSION_ID of os-release(5), or its first number."""

from collections.abc import Mapping
from typing import Final

_CGROUP_V1: Final = "it boots with cgroup v1"
_RHEL_8: Final = f"{_CGROUP_V1}, which Kubernetes refuses from 1.35 on"
_ZYPPER: Final = "its package manager zypper is not supported"

REFUSED: Final[Mapping[str, str]] = {
    "centos-7": "its support ended on 2024-06-30, and its kernel 3.10 has no cgroup v2",
    "rhel-7": "its maintenance ended on 2024-06-30, and its kernel 3.10 has no cgroup v2",
    "centos-8": f"its support has ended, and {_CGROUP_V1}",
    "rhel-8": _RHEL_8,
    "rocky-8": _RHEL_8,
    "almalinux-8": _RHEL_8,
    "debian-10": f"its support ended on 2024-06-30, and {_CGROUP_V1}",
    "debian-11": "its support ended on 2026-08-31",
    "ubuntu-18.04": f"its standard support ended on 2023-05-31, and {_CGROUP_V1}",
    "ubuntu-20.04": f"its standard support ended on 2025-05-31, and {_CGROUP_V1}",
    "amzn-2": _CGROUP_V1,
    "opensuse-leap-15": _ZYPPER,
    "sles-15": _ZYPPER,
}
"""`scripts/lib/system.sh` has the same."""


def reason_against(system: str, version: str) -> str | None:
    """Why a system is refused, where that is known."""
    return REFUSED.get(f"{system}-{version}") or REFUSED.get(f"{system}-{version.partition('.')[0]}")
