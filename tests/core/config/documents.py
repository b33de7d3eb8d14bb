"""Stack file objects to test with: a small one, a full one, and ways to change them."""

import base64
import copy
import functools
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding

from components.core.config.model import Lock
from components.core.config.parse import parse
from components.core.config.problems import InvalidSpec, Problem
from components.core.config.syntax.lock import written_lock

KEYS = Path(__file__).parent / "keys"
"""Public keys that gpg made, each named by the fingerprint that it gives it."""


def host_key(seed: int = 0) -> str:
    """An Ed25519 public key in form; nobody has its private key."""
    blob = b"\x00\x00\x00\x0bssh-ed25519\x00\x00\x00\x20" + bytes([seed]) * 32
    return f"ssh-ed25519 {base64.b64encode(blob).decode()}"


def apt_key() -> str:
    """An armoured OpenPGP public key (version 4, Ed25519) that never ends."""
    return next(KEYS.glob("8CD72A8F*.asc")).read_text()


@functools.cache
def certificate_key() -> ec.EllipticCurvePrivateKey:
    """The key of `certificate`."""
    return ec.generate_private_key(ec.SECP256R1())


@functools.cache
def certificate() -> str:
    """A self-signed certificate in PEM."""
    key, name = certificate_key(), x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "etcd")])
    begins = datetime(2026, 1, 1, tzinfo=UTC)
    builder = x509.CertificateBuilder(name, name, key.public_key(), 1, begins, begins + timedelta(days=9999))
    return builder.sign(key, hashes.SHA256()).public_bytes(Encoding.PEM).decode()


def hosts(prefix: str, first: int, count: int) -> list[dict]:
    """Hosts prefix-1, prefix-2 …, from 10.0.0.`first` on."""
    numbers = range(1, count + 1)
    return [{"name": f"{prefix}-{n}", "address": f"10.0.0.{first + n - 1}", "hostKey": host_key(n)} for n in numbers]


def small() -> dict:
    """Only what is required: one control plane."""
    return {
        "name": "demo",
        "kubernetesVersion": "1.36.3",
        "controlPlane": {"hosts": [{"name": "cp-1", "address": "10.0.0.10", "hostKey": host_key()}]},
        "sources": {"kubernetes": {"key": apt_key()}},
    }


def full() -> dict:
    """Every key at least once, but for those that name files, and those of another etcd or load balancer."""
    bastion = {"address": "bastion.example.com", "port": 2222, "user": "jump", "hostKey": host_key(9)}
    own_way = {"address": "203.0.113.10", "user": "root", "port": 2022, "bastion": bastion}
    first, *others = hosts("cp", 10, 3)
    repository = {"uri": "https://mirror.example.com/debian/", "suite": "trixie", "components": ["main"], "key": apt_key()}
    return {
        **small(),
        "endpoint": "api.example.com:6443",
        "protect": False,
        "ssh": {"user": "admin", "port": 22, "bastion": bastion},
        "network": {"podCidr": "10.244.0.0/16", "serviceCidr": "10.96.0.0/16", "dnsDomain": "cluster.local"},
        "controlPlane": {
            "initHost": "cp-1",
            "schedulable": True,
            "labels": {"node.kubernetes.io/exclude-from-external-load-balancers": "true"},
            "annotations": {"example.com/owner": "storage team"},
            "drain": {"gracePeriodSeconds": 30, "timeoutSeconds": 120, "onBlockedBudget": "fail"},
            "certSans": ["api.example.com", "*.example.com", "10.0.0.99"],
            "hosts": [{**first, "ssh": own_way, "generation": 2, "dead": False}, *others],
            "apiServer": {"extraArgs": [{"name": "profiling", "value": "false"}, {"name": "audit-log-path", "value": "-"}]},
            "controllerManager": {"extraArgs": [{"name": "terminated-pod-gc-threshold", "value": "100"}]},
            "scheduler": {"extraArgs": []},
        },
        "loadBalancer": {
            "type": "haproxy",
            "vip": "10.0.0.100/24",
            "port": 6443,
            "hosts": hosts("lb", 5, 2),
            "interface": "eth0",
            "routerId": 61,
        },
        "etcd": {"topology": "stacked", "dataDir": "/var/lib/etcd", "extraArgs": [{"name": "quota-backend-bytes", "value": "8589934592"}]},
        "workerPools": [
            {
                "name": "general",
                "kubernetesVersion": "1.36.1",
                "maxUnavailable": 2,
                "labels": {"tier": "web", "example.com/rack": ""},
                "annotations": {"Example.com/note": "two\nlines"},
                "taints": [{"key": "dedicated", "value": "web", "effect": "NoSchedule"}, {"key": "example.com/x", "effect": "NoExecute"}],
                "kubelet": {"maxPods": 60},
                "drain": {"gracePeriodSeconds": 30, "timeoutSeconds": 120, "onBlockedBudget": "force"},
                "hosts": [
                    {"name": f"w-{n}", "address": f"10.0.0.{20 + n}", "hostKey": host_key(n), "labels": {"rack": "a"}} for n in (1, 2, 10)
                ],
            },
            {"name": "gpu", "maxUnavailable": "50%", "hosts": [{"name": "g-1", "address": "10.0.0.41", "hostKey": host_key(4)}]},
        ],
        "kubeadm": {
            "featureGates": {"RootlessControlPlane": False},
            "patches": {"kube-apiserver0+merge.yaml": "spec:\n  priority: 1\n"},
            "ignorePreflightErrors": ["NumCPU"],
        },
        "kubelet": {"failSwapOn": False, "memorySwap": {"swapBehavior": "NoSwap"}, "evictionHard": {"memory.available": "100Mi"}},
        "kubeletExtraArgs": [{"name": "v", "value": "4"}],
        "kubeProxy": {"mode": "nftables"},
        "containerd": {"version": "1.7.24~ds1-6", "sandboxImage": "registry.example.com:5000/pause:3.10", "restrictOomScoreAdj": True},
        "preparation": {
            "swap": "keep",
            "selinux": "enforcing",
            "kernelModules": ["nf_conntrack"],
            "sysctl": {"vm.max_map_count": "262144"},
            "time": {"servers": ["10.0.0.1", "ntp.example.com"], "zone": "America/Argentina/Buenos_Aires"},
            "hostname": "set",
            "hostsFile": {"cluster": True, "entries": {"registry.example.com": "10.0.1.5"}},
            "journal": {"maxUse": "1G", "keepFor": "30d"},
            "kubeletDropIns": {"20-limits.conf": "[Service]\nLimitNOFILE=1000000\n"},
            "packages": ["g++", "open-vm-tools=2:12.2.0-1+deb12u3"],
            "commands": {"before": ["echo before"], "after": ["echo one\necho two\n", "echo three"]},
        },
        "firewall": {"mode": "open", "nodeNetworks": ["10.0.0.0/8"], "apiFrom": ["10.0.0.0/8", "192.0.2.0/24"]},
        "sources": {
            "preset": "official",
            "kubernetes": {**repository, "suite": "/", "components": []},
            "packages": repository,
            "imageRepository": "registry.example.com:5000/kubernetes",
            "registryMirrors": {
                "registry.k8s.io": "https://registry.example.com",
                "_default": "http://10.0.0.1:5000",
                "ghcr.io": {"url": "https://registry.example.com/v2/ghcr", "ca": certificate(), "overridePath": True},
            },
            "proxy": {
                "http": "http://proxy.example.com:3128",
                "https": "https://10.0.0.3:3129/",
                "noProxy": ["registry.example.com", ".example.org", "10.0.0.9", "10.0.0.0/24"],
            },
        },
        "preflight": {"enabled": False, "severity": {"firewall": "error", "cpu": "ignore"}},
        "addons": {
            "flannel": {
                "version": "v0.28.4",
                "backend": "host-gw",
                "mtu": 1400,
                "manifest": {"url": "https://mirror.example.com/kube-flannel.yml", "sha256": "ab" * 32},
                "images": {"ghcr.io/flannel-io/flannel:v0.28.4": f"mirror.example.com/flannel@sha256:{'cd' * 32}"},
                "forceConflicts": True,
                "timeoutSeconds": 300,
            },
            "coredns": {
                "replicas": 3,
                "forwarders": ["10.0.0.53", "10.0.0.54:5353"],
                "zones": {"corp.example.com": ["10.1.0.53"]},
                "cacheSeconds": 60,
                "loopGuard": False,
            },
            "custom": own_addons(),
            "existing": ["ingress"],
        },
    }


def own_addons() -> list[dict]:
    """One addon of each kind."""
    shop = {
        "name": "shop",
        "needs": ["cni", "ingress"],
        "provides": ["shop"],
        "manifest": {"url": "https://example.com/shop.yaml", "sha256": "ef" * 32},
        "ready": [{"kind": "Shop", "name": "corner", "namespace": "shop", "when": "jsonpath={.status.phase}=Open"}],
        "deleteCrds": True,
    }
    chart = {"file": "charts/web.tgz", "releaseName": "front", "namespace": "web", "values": {"replicas": 2}}
    published = {"repo": "https://charts.example.com/", "name": "grafana", "version": "9.0.0", "sha256": "ab" * 32, "namespace": "graphs"}
    pushed = {"oci": "oci://ghcr.io/example/charts/till", "version": "1.0.0+a", "digest": f"sha256:{'cd' * 32}", "namespace": "till"}
    return [
        shop,
        {"name": "base", "kustomization": "deploy/base"},
        {"name": "web", "needs": ["shop"], "chart": chart},
        {"name": "graphs", "chart": published},
        {"name": "till", "chart": pushed},
    ]


def external() -> dict:
    """A full stack file with etcd on hosts of its own, and every key of that."""
    etcd = {
        "topology": "external",
        "dataDir": "/srv/etcd/data",
        "extraArgs": [{"name": "heartbeat-interval", "value": "200"}],
        "hosts": hosts("etcd", 31, 3),
        "initHost": "etcd-2",
        "clientPort": 12379,
        "peerPort": 12380,
        "metricsPort": 12381,
        "quotaBytes": 4294967296,
        "compactionRetention": "30m",
        "release": {"version": "3.6.9", "url": "https://mirror.example.com/etcd.tar.gz", "sha256": "cd" * 32},
    }
    return {**full(), "etcd": etcd}


def existing() -> dict:
    """A full stack file with an etcd that is there already."""
    endpoints = [f"https://10.0.1.{n}:2379" for n in (1, 2, 3)]
    return {**full(), "etcd": {"topology": "existing", "endpoints": endpoints, "ca": certificate(), "cert": certificate()}}


def guarded() -> dict:
    """A full stack file with what asks for passwords."""
    document = changed(full(), ("sources", "registryMirrors", "ghcr.io", "user"), "robot$ci")
    return changed(document, ("sources", "proxy", "user"), "ci")


def bundled() -> dict:
    """A full stack file for a network that has nothing."""
    lock = Lock(wants={}, packages=(), images={}, artefacts={}, archives={"control-plane": "c" * 64, "worker": "d" * 64})
    document = full()
    # Such a bundle is for one version.
    del document["workerPools"][0]["kubernetesVersion"]
    return changed(document, ("sources", "bundle"), {"lock": written_lock(lock), "directory": "bundle", "images": ["nginx:1.29"]})


def kube_vip() -> dict:
    """A full stack file with kube-vip, and every key of that."""
    image = "registry.example.com:5000/kube-vip/kube-vip:v1.0.0"
    balancer = {"type": "kubeVip", "vip": "10.0.0.100/24", "port": 6443, "interface": "eth0", "image": image}
    return {**full(), "loadBalancer": balancer}


def changed(document: Mapping[str, object], path: tuple[str | int, ...], value: object) -> dict:
    """A copy with one value set, at keys and indexes that lead to it; the last key may be new."""
    result = copy.deepcopy(dict(document))
    inside = result
    for step in path[:-1]:
        inside = inside.setdefault(step, {}) if isinstance(inside, dict) else inside[step]
    inside[path[-1]] = value
    return result


def problems_of(document: object, known_hosts: str = "") -> list[Problem]:
    """The problems that parsing reports; none when it makes a cluster."""
    try:
        parse(document, known_hosts)
    except InvalidSpec as invalid:
        return list(invalid.problems)
    return []
