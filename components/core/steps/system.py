"""What a step says of the system it expects on a host, so that it refuses another one, and of what it makes of the machine."""

from ..bundle.contents import archive_of
from ..platform import named
from ..render.preparation import chrony_config, hosts_entries
from ..spec.model import ClusterSpec, Host


def system_of(host: Host) -> dict[str, str]:
    """Parameters: the platform, how os-release(5) may name it, the architecture."""
    platform = named(host.platform)
    return {"PLATFORM": platform.name, "SYSTEMS": " ".join(sorted(platform.systems)), "ARCHITECTURE": host.architecture}


def archive_parameters(spec: ClusterSpec, host: Host) -> dict[str, str]:
    """The digest of the archive that the host has, where the stack has a bundle for it."""
    bundle, archive = spec.sources.bundle, archive_of(spec, host)
    return {"ARCHIVE": bundle.lock.archives[archive]} if bundle and archive else {}


def machine_parameters(spec: ClusterSpec, host: Host) -> dict[str, str]:
    """What a stack says of every machine, whatever runs on it: its time, the names it knows, its packages."""
    preparation = spec.preparation
    return {
        "TIME_ZONE": preparation.time.zone or "",
        "CHRONY": chrony_config(preparation.time),
        "HOSTS": hosts_entries(spec, host),
        "PACKAGES": "\n".join(str(package) for package in preparation.packages),
    }
