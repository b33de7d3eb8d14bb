"""The HTTP proxy settings of containerd, the kubelet, apt and dnf.

kubeadm gets none, as it would pass them on to its static pods.

Rules: https://pkg.go.dev/golang.org/x/net/http/httpproxy for the exceptions, apt-transport-http(1).
"""

import json
from ipaddress import ip_address, ip_network
from typing import Final
from urllib.parse import SplitResult, urlsplit

from ..config.model import ClusterSpec, Haproxy, Host, KubeVip, Proxy
from ..config.syntax.passed_on import split_port
from . import paths
from .credentials import OF_PROXY, placeholder

_LOCAL = ("localhost", "127.0.0.0/8")
_PORTS: Final = {"http": "80", "https": "443"}


def no_proxy(spec: ClusterSpec, host: Host, proxy: Proxy) -> tuple[str, ...]:
    """Returns what `host` reaches without the proxy: itself, the cluster's ranges, names and endpoint, and the exceptions of the stack.

    Other nodes are not included: no program with these settings contacts them, and a node that comes or goes must not change others.
    """
    balancer = spec.load_balancer
    vip = [str(balancer.vip.ip)] if isinstance(balancer, Haproxy | KubeVip) and balancer.vip else []
    network = spec.network
    own = (str(network.pod_cidr), str(network.service_cidr), ".svc", f".{network.dns_domain}", spec.endpoint.host, *vip, str(host.address))
    return tuple(dict.fromkeys((*_LOCAL, *own, *proxy.no_proxy)))


def proxy_environment(spec: ClusterSpec, host: Host, proxy: Proxy) -> str:
    """Returns a file for `EnvironmentFile=` of systemd.exec(5), whose content does not show in the properties of a unit."""
    variables = {
        "HTTP_PROXY": _with_user(proxy.http, proxy),
        "HTTPS_PROXY": _with_user(proxy.https, proxy),
        "NO_PROXY": ",".join(no_proxy(spec, host, proxy)),
    }
    return "".join(f"{name}={json.dumps(value)}\n" for name, value in variables.items())


def proxy_drop_in() -> str:
    """Returns the drop-in that adds this environment to a unit."""
    return f"[Service]\nEnvironmentFile={paths.PROXY}\n"


def apt_proxy(spec: ClusterSpec, host: Host, proxy: Proxy) -> str:
    """Returns a file of apt.conf(5). apt has no exceptions by range, so the host of each repository that is excepted is named."""
    uris = [repository.uri for repository in spec.repositories_of(host).values()]
    exceptions = no_proxy(spec, host, proxy)
    lines = [f'Acquire::{scheme}::Proxy "{_with_user(url, proxy)}";\n' for scheme, url in (("http", proxy.http), ("https", proxy.https))]
    for uri in dict.fromkeys(uris):
        parts = urlsplit(uri)
        if parts.hostname and is_direct(parts, exceptions):
            lines.append(f'Acquire::{parts.scheme}::Proxy::{parts.hostname} "DIRECT";\n')
    return "".join(lines)


def proxy_for(spec: ClusterSpec, host: Host, proxy: Proxy, uri: str) -> str:
    """Returns the URL of the proxy for a URI, "" if it is reached directly."""
    parts = urlsplit(uri)
    if is_direct(parts, no_proxy(spec, host, proxy)):
        return ""
    return _with_user(proxy.https if parts.scheme == "https" else proxy.http, proxy)


def is_direct(uri: SplitResult, exceptions: tuple[str, ...]) -> bool:
    """Tells whether a URI is reached without a proxy, by the rules of Go: an exception for a name covers its subdomains too."""
    name, port = uri.hostname or "", str(uri.port or _PORTS.get(uri.scheme, ""))
    return any(_covers(exception.lower(), name, port) for exception in exceptions)


def _covers(exception: str, name: str, port: str) -> bool:
    if "/" in exception:
        return _is_address(name) and ip_address(name) in ip_network(exception, strict=False)
    host, only = split_port(exception)
    if only not in ("", port):
        return False
    if _is_address(host) or _is_address(name):
        return _is_address(host) and _is_address(name) and ip_address(host) == ip_address(name)
    host = host.removeprefix("*")
    return name == host or name.endswith(f".{host.removeprefix('.')}")


def _is_address(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True


def _with_user(url: str, proxy: Proxy) -> str:
    scheme, _, rest = url.partition("://")
    return f"{scheme}://{placeholder(OF_PROXY)}@{rest}" if proxy.user else url
