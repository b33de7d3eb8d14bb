"""CoreDNS' configuration: kubeadm's own where nothing is said, and each key in its place."""

from dataclasses import replace

from components.core.config.addons.coredns import CoreDns
from components.core.render.coredns import KUBEADM, corefile
from tests.components.addons.making import cluster


def test_without_options_it_is_what_kubeadm_writes():
    """kubernetes 1.36.3, cmd/kubeadm/app/phases/addons/dns/manifests.go, for the domain cluster.local."""
    assert corefile(KUBEADM, "cluster.local").splitlines() == [
        ".:53 {",
        "    errors",
        "    health {",
        "       lameduck 5s",
        "    }",
        "    ready",
        "    kubernetes cluster.local in-addr.arpa ip6.arpa {",
        "       pods insecure",
        "       fallthrough in-addr.arpa ip6.arpa",
        "       ttl 30",
        "    }",
        "    prometheus :9153",
        "    forward . /etc/resolv.conf {",
        "       max_concurrent 1000",
        "    }",
        "    cache 30 {",
        "       disable success cluster.local",
        "       disable denial cluster.local",
        "    }",
        "    loop",
        "    reload",
        "    loadbalance",
        "}",
    ]


def test_every_option_has_its_place():
    zones = {"corp.example.com": ("10.1.0.53", "10.1.0.54:5353")}
    text = corefile(replace(KUBEADM, forwarders=("10.0.0.53",), zones=zones, cache_seconds=60, loop_guard=False), "k8s.example.com")
    assert text.startswith(
        "corp.example.com:53 {\n    errors\n    cache 60\n    forward . 10.1.0.53 10.1.0.54:5353\n    reload\n}\n.:53 {\n"
    )
    assert "    forward . 10.0.0.53 {\n" in text
    assert "    cache 60 {\n       disable success k8s.example.com\n" in text
    assert "loop\n" not in text


def test_a_key_without_options_asks_for_what_kubeadm_installs():
    assert cluster(coredns={}).addons.get(CoreDns) == KUBEADM
