"""Parameters that describe the system that a step expects on a host, and the settings of the machine."""

from ..bundle.contents import archive_of
from ..config.model import ClusterSpec, Host
from ..platform import named
from ..render.preparation import chrony_config, hosts_entries


def system_of(host: Host) -> dict[str, str]:
    """Returns the platform, its names in os-release(5), and the architecture. A step refuses a host that differs."""
    platform = named(host.platform)
    return {"PLATFORM": platform.name, "SYSTEMS": " ".join(sorted(platform.systems)), "ARCHITECTURE": host.architecture}


def archive_parameters(spec: ClusterSpec, host: Host) -> dict[str, str]:
    """Returns the digest of the host's archive, if the stack has an offline bundle for it."""
    bundle, archive = spec.sources.bundle, archive_of(spec, host)
    return {"ARCHIVE": bundle.lock.archives[archive]} if bundle and archive else {}


def machine_parameters(spec: ClusterSpec, host: Host) -> dict[str, str]:
    """Returns the settings of the stack for every host, whatever its role: time, names, packages."""
    preparation = spec.preparation
    return {
        "TIME_ZONE": preparation.time.zone or "",
        "CHRONY": chrony_config(preparation.time),
        "HOSTS": hosts_entries(spec, host),
        "PACKAGES": "\n".join(str(package) for package in preparation.packages),
    }
