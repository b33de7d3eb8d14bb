"""The stack file's one object, `kubeadm:cluster`."""

from typing import Final

from ...versions import DEFAULT_FLANNEL
from ..entries import AddonsEntry, ClusterEntry, FlannelEntry, ManifestEntry
from ..model import Kubeadm, Network
from ..readers import ListOf, MapOf, Scalar
from ..syntax.host import sha256
from ..syntax.kubernetes import dns_label, dns_subdomain, feature_gate, flannel_version, patch_file, preflight_check, version
from ..syntax.network import cidr, endpoint, url
from ..syntax.text import choice, document_text, fields, integer, truth
from ..tables import Default, Key, Object
from .arguments import arguments
from .changes import BIRTH, LIVE, NO_EFFECT, REFUSED, ROLLS_ALL, ROLLS_CONTROL_PLANE
from .etcd import ETCD
from .hosts import SSH
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

MANIFEST: Final = Object(
    "a pinned manifest",
    ManifestEntry,
    (
        Key(
            "url",
            Scalar("URL", url, secret=True),
            "Where it is fetched from.",
            NO_EFFECT,
            default=Default.NONE,
            unset="the official address",
        ),
        Key(
            "sha256",
            Scalar("64 hexadecimal digits", sha256),
            "Digest of its bytes.",
            NO_EFFECT,
            default=Default.NONE,
            unset="the digest known for the version",
        ),
    ),
)

FLANNEL: Final = Object(
    "the pod network flannel",
    FlannelEntry,
    (
        Key("version", Scalar("version", flannel_version), "Version of flannel.", LIVE, default=DEFAULT_FLANNEL),
        Key(
            "backend",
            Scalar("vxlan or host-gw", choice("vxlan", "host-gw")),
            "How packets travel; host-gw needs one layer-2 network.",
            LIVE,
            default="vxlan",
        ),
        Key("mtu", Scalar("bytes", integer(1280, 9216)), "MTU of pods.", LIVE, default=Default.NONE, unset="flannel works it out"),
        Key("manifest", MANIFEST, "The manifest that is applied.", LIVE, default={}),
    ),
)

ADDONS: Final = Object(
    "what runs in the cluster from the start",
    AddonsEntry,
    (Key("flannel", FLANNEL, "The pod network.", LIVE, default=Default.NONE, unset="none: install a pod network yourself"),),
)

CLUSTER: Final = Object(
    "a cluster",
    ClusterEntry,
    (
        Key("name", Scalar("DNS label", dns_label), "Name of the cluster.", REFUSED),
        Key("kubernetesVersion", Scalar('text such as "1.36.3"', version), "Version of Kubernetes, in quotes and without the v.", REFUSED),
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
        Key("sources", SOURCES, "Where packages and images come from.", "see its keys", default={}),
        Key("preflight", PREFLIGHT, "What is asked of hosts before anything is changed.", "see its keys", default={}),
        Key("addons", ADDONS, "What runs in the cluster from the start.", "see its keys", default={"flannel": {}}),
    ),
)
