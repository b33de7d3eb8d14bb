"""The kernel of this machine for its hosts, which share it: `modprobe` must work on them as on any host."""

from __future__ import annotations

import gzip
import platform
from pathlib import Path

from lab.commands import run, succeeds

MODULES = Path("/lib/modules")
_CONFIG = Path("/proc/config.gz")

# build option of the kernel → module, for the modules that Kubernetes loads
_WANTED = {
    "CONFIG_OVERLAY_FS": "overlay",
    "CONFIG_BRIDGE_NETFILTER": "br_netfilter",
    "CONFIG_NF_CONNTRACK": "nf_conntrack",
    "CONFIG_VXLAN": "vxlan",
    "CONFIG_IP_SET": "ip_set",
    "CONFIG_IP_VS": "ip_vs",
    "CONFIG_IP_VS_RR": "ip_vs_rr",
    "CONFIG_IP_VS_WRR": "ip_vs_wrr",
    "CONFIG_IP_VS_SH": "ip_vs_sh",
}


def has_modules() -> bool:
    """Tells whether this machine has loadable modules for the running kernel."""
    return (MODULES / platform.release()).is_dir()


def has_overlay() -> bool:
    """Tells whether the kernel has the overlay file system, loaded or not."""
    return "overlay" in Path("/proc/filesystems").read_text().split() or succeeds("modprobe", "--dry-run", "overlay")


def load_modules() -> None:
    """Loads the modules that hosts need if the kernel has loadable ones; hosts report those that are missing."""
    if has_modules():
        for module in _WANTED.values():
            succeeds("modprobe", module)


def builtin_files() -> dict[str, tuple[int, str]]:
    """Returns mode and content by path of the index of built-in modules, for a kernel without /lib/modules."""
    if has_modules() or not _CONFIG.exists():
        return {}
    directory = MODULES / platform.release()
    listed = "".join(f"kernel/{module}.ko\n" for module in builtin(gzip.decompress(_CONFIG.read_bytes()).decode()))
    return {str(directory / "modules.builtin"): (0o644, listed), str(directory / "modules.order"): (0o644, "")}


def builtin(config: str) -> list[str]:
    """Returns the required modules that are built into a kernel with a build configuration."""
    options = set(config.splitlines())
    return [module for option, module in _WANTED.items() if f"{option}=y" in options]


def index_modules(root: Path) -> None:
    """Indexes the files of `builtin_files` on a host's mounted disk, as depmod(8) does for a packaged kernel."""
    if builtin_files():
        run("chroot", root, "depmod", platform.release())
