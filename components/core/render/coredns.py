"""The configuration of CoreDNS as kubeadm writes it (CoreDNSConfigMap in its app/phases/addons/dns), with the changes of a stack file.

https://coredns.io/manual/configuration/
"""

from typing import Any, Final

from ..config.addons.coredns import CoreDns

KUBEADM: Final = CoreDns(replicas=2, forwarders=(), zones={}, cache_seconds=30, loop_guard=True)
"""The settings with which kubeadm installs CoreDNS."""


def coredns_fields(dns: CoreDns, domain: str) -> tuple[dict[str, Any], ...]:
    """Returns the fields that a stack file sets in the ConfigMap and the Deployment of kubeadm."""
    metadata = {"name": "coredns", "namespace": "kube-system"}
    return (
        {"apiVersion": "v1", "kind": "ConfigMap", "metadata": metadata, "data": {"Corefile": corefile(dns, domain)}},
        {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {**metadata}, "spec": {"replicas": dns.replicas}},
    )


def corefile(dns: CoreDns, domain: str) -> str:
    """Returns the Corefile for a cluster's DNS domain, the zones of the stack file first."""
    return "".join([*(_zone(zone, servers, dns.cache_seconds) for zone, servers in dns.zones.items()), _cluster(dns, domain)])


def _zone(zone: str, servers: tuple[str, ...], cache_seconds: int) -> str:
    return f"{zone}:53 {{\n    errors\n    cache {cache_seconds}\n    forward . {' '.join(servers)}\n    reload\n}}\n"


def _cluster(dns: CoreDns, domain: str) -> str:
    upstream = " ".join(dns.forwarders) or "/etc/resolv.conf"
    guard = "    loop\n" if dns.loop_guard else ""
    return f""".:53 {{
    errors
    health {{
       lameduck 5s
    }}
    ready
    kubernetes {domain} in-addr.arpa ip6.arpa {{
       pods insecure
       fallthrough in-addr.arpa ip6.arpa
       ttl 30
    }}
    prometheus :9153
    forward . {upstream} {{
       max_concurrent 1000
    }}
    cache {dns.cache_seconds} {{
       disable success {domain}
       disable denial {domain}
    }}
{guard}    reload
    loadbalance
}}
"""
