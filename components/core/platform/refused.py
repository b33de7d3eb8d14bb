"""Systems that are refused, with the reason: by ID and VERSION_ID of os-release(5), or the first number of that."""

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
"""The reasons by system. `scripts/lib/system.sh` contains the same list."""


def refusal_reason(system: str, version: str) -> str | None:
    """Returns the reason for refusing a system, None if there is none in the list."""
    return REFUSED.get(f"{system}-{version}") or REFUSED.get(f"{system}-{version.partition('.')[0]}")
