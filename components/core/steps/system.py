"""What a step says of the system it expects on a host, so that it refuses another one."""

from ..platform import named
from ..spec.model import Host


def system_of(host: Host) -> dict[str, str]:
    """Parameters: the platform, how os-release(5) may name it, the architecture."""
    platform = named(host.platform)
    return {"PLATFORM": platform.name, "SYSTEMS": " ".join(sorted(platform.systems)), "ARCHITECTURE": host.architecture}
