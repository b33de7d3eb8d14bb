"""The stack file's one object, `kubeadm:cluster`."""

from typing import Final

from ...architectures import AMD64
from ...names import natural
from ...platform import DEFAULT
from ..addons import ADDONS
from ..model import Kubeadm, Network
from ..readers import ListOf, MapOf, Scalar
from ..syntax.kubernetes import dns_label, dns_subdomain, feature_gate, patch_file, preflight_check
from ..syntax.network import cidr, endpoint
from ..syntax.text import boolean, document_text, fields
from ..tables import Default, Key, Object, draft
from .arguments import arguments
from .changes import NEW_HOSTS, NEXT_RUN, PLATFORM_CHANGE, REFUSED, ROLLS_ALL, ROLLS_CONTROL_PLANE, UPGRADES
from .containerd import CONTAINERD
from .etcd import ETCD
from .firewall import FIREWALL
from .hosts import ARCHITECTURE, PLATFORM, SSH
from .load_balancer import LOAD_BALANCER
from .nodes import CONTROL_PLANE, VERSION, WORKER_POOL
from .preflight import PREFLIGHT
from .preparation import PREPARATION
from .sources import SOURCES

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
            MapOf(feature_gate, Scalar("boolean", boolean), "feature gates"),
            "kubeadm's own feature gates.",
            ROLLS_CONTROL_PLANE,
            default={},
        ),
        Key(
            "patches",
            MapOf(patch_file, Scalar("string", document_text, secret=True), "file names"),
            "Files of kubeadm's patch directory.",
            ROLLS_ALL,
            default={},
        ),
        Key(
            "ignorePreflightErrors",
            ListOf(Scalar("name of a check", preflight_check)),
            "Preflight checks whose errors become warnings.",
            NEW_HOSTS,
            default=[],
        ),
    ),
)

CLUSTER: Final = Object(
    "a cluster",
    draft,
    (
        Key("name", Scalar("DNS label", dns_label), "Name of the cluster.", REFUSED),
        Key("kubernetesVersion", VERSION, "Version of Kubernetes, in quotes and without the v.", UPGRADES),
        Key("platform", PLATFORM, "What its hosts run, but for those that say otherwise.", PLATFORM_CHANGE, default=DEFAULT, field=None),
        Key("architecture", ARCHITECTURE, "That of its hosts, but for those that say otherwise.", NEXT_RUN, default=AMD64, field=None),
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
            Scalar("boolean", boolean),
            "Whether `pulumi destroy` refuses, before it has deleted anything.",
            "changes the state only",
            default=True,
        ),
        Key("ssh", SSH, "How hosts are reached.", "see its keys", default={}, field=None),
        Key("network", NETWORK, "Address ranges and DNS domain.", REFUSED, default={}),
        Key("controlPlane", CONTROL_PLANE, "The control plane.", "see its keys"),
        Key("loadBalancer", LOAD_BALANCER, "What leads to the API servers.", "see its keys", default={}),
        Key("etcd", ETCD, "The store of the control plane.", "see its keys", default={}),
        Key(
            "workerPools",
            ListOf(WORKER_POOL, order=lambda pool: natural(pool.name)),
            "Pools of workers, in any order.",
            "adds and removes workers",
            default=[],
        ),
        Key("kubeadm", KUBEADM, "What kubeadm is told beside the rest.", "see its keys", default={}),
        Key("kubelet", Scalar("KubeletConfiguration fields", fields), "Settings of every kubelet.", ROLLS_ALL, default={}),
        arguments("kubeletExtraArgs", "Arguments of every kubelet that its configuration has no field for.", NEW_HOSTS),
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
