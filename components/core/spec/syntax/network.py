"""Addresses, ranges, endpoints and URLs."""

import re
from ipaddress import AddressValueError, IPv4Address, IPv4Interface, IPv4Network
from typing import Final
from urllib.parse import urlsplit

from ..model import AddressRange, Endpoint
from ..readers import Unfit
from .kubernetes import SUBDOMAIN
from .text import text

API_PORT: Final = 6443
NODE_PREFIX: Final = 24
"""Every node gets a /24 of the pod range: the default of kube-controller-manager's --node-cidr-mask-size."""

WIDEST_LINK: Final = 8
NARROWEST_LINK: Final = 30
"""Prefixes of a network that holds hosts and an address they share."""


def address(value: object) -> IPv4Address:
    """The IPv4 address of a host."""
    found = text(value)
    if ":" in found:
        raise Unfit("an IPv4 address; IPv6 is not supported yet")
    try:
        parsed = IPv4Address(found)
    except AddressValueError as error:
        raise Unfit("an IPv4 address such as 10.0.0.10") from error
    if parsed.is_loopback or parsed.is_multicast or parsed.is_unspecified or parsed.is_link_local or parsed.is_reserved:
        raise Unfit("an address that other hosts reach: no loopback, link-local, multicast or reserved one")
    return parsed


def virtual_address(value: object) -> IPv4Interface:
    """An address that hosts hand to one another, with the prefix of the network they share."""
    found = text(value)
    host, slash, prefix = found.partition("/")
    address(host)
    want = "an address with the prefix of its hosts' network, such as 10.0.0.100/24"
    if not slash or not re.fullmatch(r"[0-9]{1,2}", prefix):
        raise Unfit(want)
    if not WIDEST_LINK <= int(prefix) <= NARROWEST_LINK:
        raise Unfit(f"{want}: from /{WIDEST_LINK} to /{NARROWEST_LINK}")
    return IPv4Interface(found)


def cidr(value: object) -> IPv4Network:
    """An IPv4 range that starts at its network address."""
    found = text(value)
    if ":" in found or "," in found:
        raise Unfit("one IPv4 range; IPv6 and dual stack are not supported yet")
    if not re.fullmatch(r"[0-9.]+/[0-9]{1,2}", found):
        raise Unfit("an IPv4 range such as 10.244.0.0/16")
    try:
        loose = IPv4Network(found, strict=False)
    except ValueError as error:
        raise Unfit("an IPv4 range such as 10.244.0.0/16") from error
    if str(loose) != found:
        raise Unfit(f"a range that starts at its network address: {loose}")
    if loose.is_loopback or loose.is_multicast or loose.is_link_local or loose.is_reserved or loose.network_address.is_unspecified:
        raise Unfit("a range of ordinary addresses: no loopback, link-local, multicast or reserved ones")
    return loose


def address_range(value: object) -> AddressRange:
    """The first and the last of addresses in a row, with a dash between them."""
    found = text(value)
    first, dash, last = found.partition("-")
    if not dash:
        raise Unfit("a first and a last address such as 10.0.0.200-10.0.0.220")
    made = AddressRange(first=address(first), last=address(last))
    if made.last < made.first:
        raise Unfit(f"the lower address first: {made.last}-{made.first}")
    return made


def dns_server(value: object) -> str:
    """An IPv4 address, with a port where it is not 53."""
    found = text(value)
    host, colon, port = found.partition(":")
    if colon and not (re.fullmatch(r"[0-9]{1,5}", port) and 1 <= int(port) <= 65535):
        raise Unfit("an IPv4 address such as 10.0.0.53, with a port where it is another than 53 (10.0.0.53:5353)")
    return f"{address(host)}{colon}{port}"


def host_address(value: object) -> str:
    """An IPv4 address or a DNS name."""
    found = text(value)
    if re.fullmatch(r"[0-9.]+", found):
        return str(address(found))
    if len(found) > 253 or not re.fullmatch(SUBDOMAIN, found):
        raise Unfit("an IPv4 address or a DNS name")
    return found


def endpoint(value: object) -> Endpoint:
    """host:port of the API server, the port of kubeadm where none is given."""
    found = text(value)
    want = "host:port, such as 10.0.0.10:6443 or api.example.com:6443, without https://"
    host, colon, port = found.partition(":")
    if "/" in found or (colon and not re.fullmatch(r"[0-9]{1,5}", port)):
        raise Unfit(want)
    number = int(port) if colon else API_PORT
    if not 1 <= number <= 65535:
        raise Unfit("a port from 1 to 65535")
    try:
        return Endpoint(host=host_address(host), port=number)
    except Unfit as unfit:
        raise Unfit(want) from unfit


def certificate_name(value: object) -> str:
    """A subject alternative name: an IPv4 address, a DNS name or a wildcard DNS name."""
    found = text(value)
    return f"*.{host_address(found[2:])}" if found.startswith("*.") else host_address(found)


def registry(value: object) -> str:
    """The name under which images refer to a registry, as containerd names its directories: host[:port] or _default."""
    found = text(value)
    if found != "_default" and not re.fullmatch(rf"{SUBDOMAIN}(?::[0-9]{{1,5}})?", found):
        raise Unfit("a registry's host[:port] such as registry.k8s.io, or _default")
    return found


def repository_url(value: object) -> str:
    """A URL in which dnf's variables for release and architecture may stand."""
    found = text(value)
    url(re.sub(r"\$(releasever|basearch)\b", "x", found))
    return found


def url(value: object) -> str:
    """An http or https URL with a host and without a password."""
    found = text(value)
    want = "a URL that begins with https:// or http://"
    if not re.fullmatch(r"https?://[A-Za-z0-9._~:/?#@!&()*+,;=%\[\]-]+", found):
        raise Unfit(want)
    try:
        parts = urlsplit(found)
        host, _port = parts.hostname, parts.port
    except ValueError as error:
        raise Unfit(want) from error
    if parts.username is not None or parts.password is not None:
        raise Unfit("a URL without a user or password: it would be kept in clear")
    if not host:
        raise Unfit(want)
    return found


def user_name(value: object) -> str:
    """A user of a registry or a proxy, as HTTP's basic authentication takes one: without a colon, and no option of a command."""
    found = text(value)
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._@+$-]{0,254}", found):
        raise Unfit("a user name of letters, digits and . _ @ + $ -")
    return found


def proxy_url(value: object) -> str:
    """The URL of an HTTP proxy: a scheme, a host, a port, and nothing behind them."""
    found = url(value).rstrip("/")
    parts = urlsplit(found)
    if found != f"{parts.scheme}://{parts.netloc}" or not parts.hostname:
        raise Unfit("the URL of a proxy such as http://proxy.example.com:3128, with nothing behind the port")
    host_address(parts.hostname)
    return found


def proxy_exception(value: object) -> str:
    """What is reached without a proxy: a DNS name, a domain with a dot before it, an IPv4 address or range."""
    found = text(value)
    if "/" in found:
        return str(cidr(found))
    return f".{host_address(found[1:])}" if found.startswith(".") and not found[1:2].isdigit() else host_address(found)


def etcd_url(value: object) -> str:
    """The client URL of an etcd member: https, host and port, and nothing behind them."""
    found = url(value)
    parts = urlsplit(found)
    if parts.scheme != "https" or not parts.port or found != f"https://{parts.netloc}":
        raise Unfit("the client URL of a member such as https://10.0.0.31:2379: https, a host and a port")
    host_address(parts.hostname)
    return found
