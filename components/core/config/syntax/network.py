"""Addresses, ranges, endpoints and URLs."""

import re
from ipaddress import AddressValueError, IPv4Address, IPv4Interface, IPv4Network
from typing import Final
from urllib.parse import urlsplit

from ..model import AddressRange, Endpoint
from ..problems import InvalidValue
from .kubernetes import SUBDOMAIN
from .passed_on import url_host
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
        raise InvalidValue("an IPv4 address; IPv6 is not supported yet")
    try:
        parsed = IPv4Address(found)
    except AddressValueError as error:
        raise InvalidValue("an IPv4 address such as 10.0.0.10") from error
    if parsed.is_loopback or parsed.is_multicast or parsed.is_unspecified or parsed.is_link_local or parsed.is_reserved:
        raise InvalidValue("an address that other hosts reach: no loopback, link-local, multicast or reserved one")
    return parsed


def virtual_address(value: object) -> IPv4Interface:
    """An address that hosts hand to one another, with the prefix of the network they share."""
    found = text(value)
    host, slash, prefix = found.partition("/")
    address(host)
    expected = "an address with the prefix of its hosts' network, such as 10.0.0.100/24"
    if not slash or not re.fullmatch(r"[0-9]{1,2}", prefix):
        raise InvalidValue(expected)
    if not WIDEST_LINK <= int(prefix) <= NARROWEST_LINK:
        raise InvalidValue(f"{expected}: from /{WIDEST_LINK} to /{NARROWEST_LINK}")
    return IPv4Interface(found)


def cidr(value: object) -> IPv4Network:
    """An IPv4 range that starts at its network address."""
    found = text(value)
    if ":" in found or "," in found:
        raise InvalidValue("one IPv4 range; IPv6 and dual stack are not supported yet")
    if not re.fullmatch(r"[0-9.]+/[0-9]{1,2}", found):
        raise InvalidValue("an IPv4 range such as 10.244.0.0/16")
    try:
        loose = IPv4Network(found, strict=False)
    except ValueError as error:
        raise InvalidValue("an IPv4 range such as 10.244.0.0/16") from error
    if str(loose) != found:
        raise InvalidValue(f"a range that starts at its network address: {loose}")
    if loose.is_loopback or loose.is_multicast or loose.is_link_local or loose.is_reserved or loose.network_address.is_unspecified:
        raise InvalidValue("a range of ordinary addresses: no loopback, link-local, multicast or reserved ones")
    return loose


def address_range(value: object) -> AddressRange:
    """The first and the last of addresses in a row, with a dash between them."""
    found = text(value)
    first, dash, last = found.partition("-")
    if not dash:
        raise InvalidValue("a first and a last address such as 10.0.0.200-10.0.0.220")
    made = AddressRange(first=address(first), last=address(last))
    if made.last < made.first:
        raise InvalidValue(f"the lower address first: {made.last}-{made.first}")
    return made


def host_address(value: object) -> str:
    """An IPv4 address that hosts reach, or a DNS name as kubeadm takes it."""
    found = text(value)
    if re.fullmatch(r"[0-9.]+", found):
        return str(address(found))
    if len(found) > 253 or not re.fullmatch(SUBDOMAIN, found):
        raise InvalidValue("an IPv4 address or a DNS name")
    return found


def endpoint(value: object) -> Endpoint:
    """host:port of the API server, the port of kubeadm where none is given."""
    found = text(value)
    expected = "host:port, such as 10.0.0.10:6443 or api.example.com:6443, without https://"
    host, colon, port = found.partition(":")
    if "/" in found or (colon and not re.fullmatch(r"[0-9]{1,5}", port)):
        raise InvalidValue(expected)
    number = int(port) if colon else API_PORT
    if not 1 <= number <= 65535:
        raise InvalidValue("a port from 1 to 65535")
    try:
        return Endpoint(host=host_address(host), port=number)
    except InvalidValue as invalid:
        raise InvalidValue(expected) from invalid


def registry(value: object) -> str:
    """The name under which images refer to a registry, as containerd names its directories: host[:port] or _default."""
    found = text(value)
    if found != "_default" and not re.fullmatch(rf"{SUBDOMAIN}(?::[0-9]{{1,5}})?", found):
        raise InvalidValue("a registry's host[:port] such as registry.k8s.io, or _default")
    return found


def repository_url(value: object) -> str:
    """A URL in which dnf's variables for release and architecture may stand."""
    found = text(value)
    url(re.sub(r"\$(releasever|basearch)\b", "x", found))
    return found


def url(value: object) -> str:
    """An http or https URL with a host and without a password."""
    found = text(value)
    expected = "a URL that begins with https:// or http://"
    if not re.fullmatch(r"https?://[A-Za-z0-9._~:/?#@!&()*+,;=%\[\]-]+", found):
        raise InvalidValue(expected)
    try:
        parts = urlsplit(found)
        host, _port = parts.hostname, parts.port
    except ValueError as error:
        raise InvalidValue(expected) from error
    if parts.username is not None or parts.password is not None:
        raise InvalidValue("a URL without a user or password: it would be kept in clear")
    if not host:
        raise InvalidValue(expected)
    return found


def user_name(value: object) -> str:
    """A user of a registry or a proxy, as HTTP's basic authentication takes one (RFC 7617: no colon), and no option of a command.

    What registries and directories give out: `_json_key`, `$oauthtoken`, `tenancy/jane@example.com`, `CORP\\jane`.
    """
    found = text(value)
    if not re.fullmatch(r"[A-Za-z0-9_$][A-Za-z0-9._@+$/\\=~-]{0,254}", found):
        raise InvalidValue("a user name of letters, digits and . _ @ + $ / \\ = ~ -, with none but a letter, a digit, _ or $ first")
    return found


def proxy_url(value: object) -> str:
    """The URL of an HTTP proxy: a scheme, a host, a port, and nothing behind them."""
    found = url(value).rstrip("/")
    parts = urlsplit(found)
    if found != f"{parts.scheme}://{parts.netloc}" or not parts.hostname:
        raise InvalidValue("the URL of a proxy such as http://proxy.example.com:3128, with nothing behind the port")
    url_host(parts.hostname)
    return found


def etcd_url(value: object) -> str:
    """The client URL of an etcd member: https, host and port, and nothing behind them."""
    found = url(value)
    parts = urlsplit(found)
    if parts.scheme != "https" or not parts.port or found != f"https://{parts.netloc}":
        raise InvalidValue("the client URL of a member such as https://10.0.0.31:2379: https, a host and a port")
    url_host(parts.hostname)
    return found
