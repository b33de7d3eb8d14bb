"""Values that go as they stand to a program that is not ours: each check is the rule of the one that gets it, and named after it.

What would break the file, the list or the command line that carries a value is refused as well; nothing else is ours to judge.
"""

import re
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Final

from ..problems import InvalidValue
from .kubernetes import SUBDOMAIN
from .text import matching, text

_NAME: Final = r"[A-Za-z0-9_](?:[A-Za-z0-9_-]*[A-Za-z0-9_])?(?:\.[A-Za-z0-9_](?:[A-Za-z0-9_-]*[A-Za-z0-9_])?)*"
"""A name as resolvers take it: capitals and underscores too."""

login_name = matching(
    r"[A-Za-z0-9_][A-Za-z0-9._@+\\-]*[A-Za-z0-9._@+$-]|[A-Za-z0-9_]",
    "the name of a user, such as admin, jane.doe or jane@corp.example.com: letters, digits and . _ @ + - \\, with no dash first",
    longest=255,
)
"""A user for `ssh -l`: no colon, as passwd(5) has it, and nothing that OpenSSH refuses there (valid_ruser in its ssh.c)."""

hosts_name = matching(
    rf"(?!(?:.*\.)?[0-9]+$){_NAME}", "a name of a host, such as registry.example.com: letters, digits, dashes, underscores and dots"
)
"""A name in a line of hosts(5); glibc takes any word, and what looks like an address is none."""

dns_zone = matching(rf"(?!(?:.*\.)?[0-9]+$){_NAME}", "the name of a DNS zone such as corp.example.com")
"""A zone in a Corefile: what DNS calls a name, such as _msdcs.corp.example.com."""


def login_address(value: object) -> str:
    """Where `ssh` and Go's net.Dial find a server: an address of any kind, or a DNS name."""
    return _host(value, "an IP address or a DNS name")


def time_server(value: object) -> str:
    """What stands behind `server` in chrony.conf(5): an address, those of this link and this machine too, or a name."""
    found = _host(value, "an IP address or a DNS name")
    if (address := ip(found)) and address.is_multicast:
        raise InvalidValue("the address of a server: what is sent to a multicast one comes back from many")
    return found


def hosts_address(value: object) -> IPv4Address | IPv6Address:
    """The address in a line of hosts(5): whatever inet_pton(3) takes, 127.0.0.1 and 0.0.0.0 too."""
    found = ip(text(value))
    if found is None:
        raise InvalidValue("an IP address such as 10.0.1.5")
    return found


def certificate_name(value: object) -> str:
    """A subject alternative name, as kubeadm's ValidateCertSANs takes it: an address, a DNS name, or one that begins with `*.`."""
    found = text(value)
    if ip(found):
        return found
    name = found.removeprefix("*.")
    if len(found) > 253 or not re.fullmatch(SUBDOMAIN, name) or _is_numeric(name):
        raise InvalidValue("an IP address, a DNS name in lower case, or *. and such a name")
    return found


def no_proxy(value: object) -> str:
    """An entry of NO_PROXY, as golang.org/x/net/http/httpproxy reads it: a range, or an address, name, .domain or *.domain with or
    without a port. A name excepts what is below it too, a domain only that."""
    found = text(value)
    if "/" in found:
        return _range(found)
    host, port = split_port(found)
    expected = "a name, a .domain or *.domain, an IP address, each with a :port or without, or a range such as 10.0.0.0/8"
    if port and not (re.fullmatch(r"[0-9]{1,5}", port) and 1 <= int(port) <= 65535):
        raise InvalidValue(expected)
    if ip(host):
        return found
    name = re.sub(r"^\*?\.", "", host)
    if not re.fullmatch(_NAME, name) or _is_numeric(name) or len(name) > 253:
        raise InvalidValue(expected)
    return found


def split_port(entry: str) -> tuple[str, str]:
    """Host and port of `host`, `host:port`, `address` or `[address]:port`; "" where there is no port (Go's net.SplitHostPort)."""
    bracketed = re.fullmatch(r"\[([^\]]*)\]:(.*)", entry)
    if bracketed:
        return bracketed[1], bracketed[2]
    host, colon, port = entry.partition(":")
    return (entry, "") if ":" in port or (colon and not port) else (host, port)


def forwarder(value: object) -> str:
    """An upstream of CoreDNS's plugin `forward`: an IPv4 address, for pods have no other, with a port where it is not 53."""
    found = text(value)
    host, colon, port = found.partition(":")
    address = ip(host)
    if not isinstance(address, IPv4Address) or (colon and not (re.fullmatch(r"[0-9]{1,5}", port) and 1 <= int(port) <= 65535)):
        raise InvalidValue("an IPv4 address such as 10.0.0.53, with a port where it is another than 53 (10.0.0.53:5353)")
    if address.is_loopback or address.is_unspecified:
        raise InvalidValue("an address that CoreDNS reaches from its pod: there this one is CoreDNS itself, which would ask itself")
    return found


def url_host(value: object) -> str:
    """The host of a URL: an address of any kind, without its brackets, or a DNS name."""
    return _host(value, "a URL with an IP address or a DNS name")


def _host(value: object, expected: str) -> str:
    found = text(value)
    if ip(found):
        return found
    if len(found) > 253 or not re.fullmatch(_NAME, found) or _is_numeric(found):
        raise InvalidValue(expected)
    return found


def ip(host: str) -> IPv4Address | IPv6Address | None:
    """Returns the address that a host is given by, or None for a name or an address with a zone, which differs on every machine."""
    try:
        return None if "%" in host else ip_address(host)
    except ValueError:
        return None


def _is_numeric(name: str) -> bool:
    """Whether a name could only be a mistyped address: no top-level domain is a number (RFC 3696)."""
    return bool(re.fullmatch(r"(?:.*\.)?[0-9]+", name))


def _range(found: str) -> str:
    try:
        ip_network(found, strict=False)
    except ValueError as error:
        raise InvalidValue("an IP range such as 10.0.0.0/8 or fd00::/8") from error
    if not re.fullmatch(r"[0-9A-Fa-f.:]+/[0-9]{1,3}", found):
        raise InvalidValue("an IP range with the length of its prefix, such as 10.0.0.0/8")
    return found
