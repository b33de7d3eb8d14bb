"""Processor architectures, by the names that Go, Debian and container images use."""

from collections.abc import Mapping
from typing import Final

AMD64: Final = "amd64"
ARM64: Final = "arm64"

ARCHITECTURES: Final = (AMD64, ARM64)
MACHINES: Final[Mapping[str, str]] = {"x86_64": AMD64, "aarch64": ARM64}
"""Architectures by the machine name that uname(1) prints."""
