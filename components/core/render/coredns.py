"""CoreDNS' configuration, as kubeadm writes it (CoreDNSConfigMap in its app/phases/addons/dns), with what a stack file changes.

https://coredns.io/manual/configuration/
"""

from typing import Any, Final

from ..spec.model import CoreDns

KUBEADM: Final = CoreDns(replicas=2, forwarders=(), zones={}, cache_seconds=30, loop_guard=True)
"""What kubeadm installs."""


def coredns_fields(dns: CoreDns, domain: str) -> tuple[dict[str, Any], ...]:
    """The fields that a stack file sets, in the ConfigMap and the Deployment that kubeadm made."""
    metadata = {"name": "coredns", "namespace": "kube-system"}
    return (
        {"apiVersion": "v1", "kind": "ConfigMap", "metadata": metadata, "data": {"Corefile": corefile(dns, domain)}},
        {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {**metadata}, "spec": {"replicas": dns.replicas}},
    )


def corefile(dns: CoreDns, domain: str) -> str:
    """The Corefile for a cluster's DNS domain; zones of the user's own come first."""
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
