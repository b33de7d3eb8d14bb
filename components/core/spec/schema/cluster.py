"""The stack file's one object, `kubeadm:cluster`."""

from typing import Final

from ...architectures import AMD64
from ...platform import DEFAULT
from ..entries import ClusterEntry
from ..model import Kubeadm, Network
from ..readers import ListOf, MapOf, Scalar
from ..syntax.kubernetes import dns_label, dns_subdomain, feature_gate, patch_file, preflight_check, version
from ..syntax.network import cidr, endpoint
from ..syntax.text import document_text, fields, truth
from ..tables import Default, Key, Object
from .addons import ADDONS
from .arguments import arguments
from .changes import BIRTH, NEXT_RUN, PLATFORM_CHANGE, REFUSED, ROLLS_ALL, ROLLS_CONTROL_PLANE
from .etcd import ETCD
from .firewall import FIREWALL
from .hosts import ARCHITECTURE, PLATFORM, SSH
from .load_balancer import LOAD_BALANCER
from .machine import CONTAINERD, SOURCES
from .nodes import CONTROL_PLANE, WORKER_POOL
from .preflight import PREFLIGHT
from .preparation import PREPARATION

NETWORK: Final = Object(
    "address ranges",
    Network,
    (
        Key("podCidr", Scalar("IPv4 range", cidr), "Addresses of pods; every node takes a /24 of it.", REFUSED, default="10.244.0.0/16"),
        Key("serviceCidr", Scalar("IPv4 range", cidr), "Addresses of Services.", REFUSED, default="10.96.0.0/12"),
        Key("dnsDomain", Scalar("DNS name", dns_subdomain), "Domain of the cluster's DNS.", REFUSED, default="cluster.local"),
    ),
)

KUBEADM: Final = Object(
    "what kubeadm is told beside the rest",
    Kubeadm,
    (
        Key(
            "featureGates",
            MapOf(feature_gate, Scalar("truth value", truth), "feature gates"),
            "kubeadm's own feature gates.",
            ROLLS_CONTROL_PLANE,
            default={},
        ),
        Key(
            "patches",
            MapOf(patch_file, Scalar("text", document_text, secret=True), "file names"),
            "Files of kubeadm's patch directory.",
            ROLLS_ALL,
            default={},
        ),
        Key(
            "ignorePreflightErrors",
            ListOf(Scalar("name of a check", preflight_check)),
            "Preflight checks whose errors become warnings.",
            BIRTH,
            default=[],
        ),
    ),
)

CLUSTER: Final = Object(
    "a cluster",
    ClusterEntry,
    (
        Key("name", Scalar("DNS label", dns_label), "Name of the cluster.", REFUSED),
        Key("kubernetesVersion", Scalar('text such as "1.36.3"', version), "Version of Kubernetes, in quotes and without the v.", REFUSED),
        Key("platform", PLATFORM, "What its hosts run, but for those that say otherwise.", PLATFORM_CHANGE, default=DEFAULT),
        Key("architecture", ARCHITECTURE, "That of its hosts, but for those that say otherwise.", NEXT_RUN, default=AMD64),
        Key(
            "endpoint",
            Scalar("host:port", endpoint),
            "Where clients and nodes find the API server.",
            REFUSED,
            default=Default.NONE,
            unset="`loadBalancer.vip` and its port, else the address of the only control plane, port 6443",
        ),
        Key(
            "protect",
            Scalar("truth value", truth),
            "Whether Pulumi refuses to delete the cluster's identity and CAs.",
            "changes the state only",
            default=True,
        ),
        Key("ssh", SSH, "How hosts are reached.", "see its keys", default={}),
        Key("network", NETWORK, "Address ranges and DNS domain.", REFUSED, default={}),
        Key("controlPlane", CONTROL_PLANE, "The control plane.", "see its keys"),
        Key("loadBalancer", LOAD_BALANCER, "What leads to the API servers.", "see its keys", default={}),
        Key("etcd", ETCD, "The store of the control plane.", "see its keys", default={}),
        Key("workerPools", ListOf(WORKER_POOL), "Pools of workers, in any order.", "adds and removes workers", default=[]),
        Key("kubeadm", KUBEADM, "What kubeadm is told beside the rest.", "see its keys", default={}),
        Key("kubelet", Scalar("KubeletConfiguration fields", fields), "Settings of every kubelet.", ROLLS_ALL, default={}),
        arguments("kubeletExtraArgs", "Arguments of every kubelet that its configuration has no field for.", BIRTH),
        Key(
            "kubeProxy", Scalar("KubeProxyConfiguration fields", fields), "Settings of kube-proxy.", "rolls over its DaemonSet", default={}
        ),
        Key("containerd", CONTAINERD, "The container runtime.", "see its keys", default={}),
        Key("preparation", PREPARATION, "What a host needs before Kubernetes.", "see its keys", default={}),
        Key("firewall", FIREWALL, "The firewalls of the hosts.", "see its keys", default={}),
        Key("sources", SOURCES, "Where packages and images come from.", "see its keys", default={}),
        Key("preflight", PREFLIGHT, "What is asked of hosts before anything is changed.", "see its keys", default={}),
        Key("addons", ADDONS, "What runs in the cluster from the start.", "see its keys", default={"flannel": {}}),
    ),
)
