"""Everything on a host's disk, with times of change, and hashes where settings and state are; left out is what any login writes."""

OTHERS = " -o ".join(f"-path {path}" for path in ("/proc", "/sys", "/run", "/dev", "/var/log", "/var/lib/systemd"))
LISTING = f"sudo find / -xdev \\( {OTHERS} \\) -prune -o -printf '%p %y %m %s %T@ %C@ %l\\n'"
HASHES = f"sudo find /etc /home /opt /root /srv /usr/local /var -xdev \\( {OTHERS} \\) -prune -o -type f -print0 | sudo xargs -0 sha256sum"
