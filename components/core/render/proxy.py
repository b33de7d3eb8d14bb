"""What is told of HTTP proxies to those who fetch: containerd, the kubelet, apt and dnf.

kubeadm is not: it would hand it on to its static pods.

Rules: https://pkg.go.dev/golang.org/x/net/http/httpproxy for the exceptions, apt-transport-http(1).
"""

import json
from ipaddress import AddressValueError, IPv4Address, IPv4Network
from urllib.parse import urlsplit

from ..spec.model import ClusterSpec, Haproxy, Host, KubeVip, Proxy
from . import paths
from .credentials import OF_PROXY, placeholder

_LOCAL = ("localhost", "127.0.0.0/8")


def no_proxy(spec: ClusterSpec, host: Host, proxy: Proxy) -> tuple[str, ...]:
    """What `host` reaches directly: itself, the cluster's ranges, names and endpoint, and the stack's own exceptions.

    Other nodes are not among it: nothing that has a proxy here asks them, and one that comes or goes must change no other.
    """
    balancer = spec.load_balancer
    vip = [str(balancer.vip.ip)] if isinstance(balancer, Haproxy | KubeVip) and balancer.vip else []
    network = spec.network
    own = (str(network.pod_cidr), str(network.service_cidr), ".svc", f".{network.dns_domain}", spec.endpoint.host, *vip, str(host.address))
    return tuple(dict.fromkeys((*_LOCAL, *own, *proxy.no_proxy)))


def proxy_environment(spec: ClusterSpec, host: Host, proxy: Proxy) -> str:
    """A file of `EnvironmentFile=` in systemd.exec(5): what is in it shows in no property of a unit."""
    variables = {
        "HTTP_PROXY": _with_user(proxy.http, proxy),
        "HTTPS_PROXY": _with_user(proxy.https, proxy),
        "NO_PROXY": ",".join(no_proxy(spec, host, proxy)),
    }
    return "".join(f"{name}={json.dumps(value)}\n" for name, value in variables.items())


def proxy_drop_in() -> str:
    """A drop-in of a unit that has the environment."""
    return f"[Service]\nEnvironmentFile={paths.PROXY}\n"


def apt_proxy(spec: ClusterSpec, host: Host, proxy: Proxy) -> str:
    """A file of apt.conf(5). apt knows no ranges, so what falls into one is named by its host."""
    uris = [repository.uri for repository in spec.sources.repositories[host.platform].values()]
    exceptions = no_proxy(spec, host, proxy)
    lines = [f'Acquire::{scheme}::Proxy "{_with_user(url, proxy)}";\n' for scheme, url in (("http", proxy.http), ("https", proxy.https))]
    for uri in dict.fromkeys(uris):
        parts = urlsplit(uri)
        if parts.hostname and is_direct(parts.hostname, exceptions):
            lines.append(f'Acquire::{parts.scheme}::Proxy::{parts.hostname} "DIRECT";\n')
    return "".join(lines)


def way_to(spec: ClusterSpec, host: Host, proxy: Proxy, uri: str) -> str:
    """The proxy that leads to a URI; "" where it is reached directly."""
    parts = urlsplit(uri)
    if is_direct(parts.hostname or "", no_proxy(spec, host, proxy)):
        return ""
    return _with_user(proxy.https if parts.scheme == "https" else proxy.http, proxy)


def is_direct(name: str, exceptions: tuple[str, ...]) -> bool:
    """Whether a host is reached without a proxy, as Go's programs decide it: a name excepts its subdomains too."""
    return any(_covers(exception, name) for exception in exceptions)


def _covers(exception: str, name: str) -> bool:
    if "/" in exception:
        try:
            return IPv4Address(name) in IPv4Network(exception)
        except AddressValueError:
            return False
    return name == exception or name.endswith(f".{exception.removeprefix('.')}")


def _with_user(url: str, proxy: Proxy) -> str:
    scheme, _, rest = url.partition("://")
    return f"{scheme}://{placeholder(OF_PROXY)}@{rest}" if proxy.user else url
