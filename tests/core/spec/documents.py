"""Stack file objects to test with: a small one, a full one, and ways to change them."""

import base64
import copy
from collections.abc import Mapping

from components.core.spec.parse import parse
from components.core.spec.problems import InvalidSpec, Problem


def host_key(seed: int = 0) -> str:
    """An Ed25519 public key in form; nobody has its private key."""
    blob = b"\x00\x00\x00\x0bssh-ed25519\x00\x00\x00\x20" + bytes([seed]) * 32
    return f"ssh-ed25519 {base64.b64encode(blob).decode()}"


def apt_key() -> str:
    """An armoured OpenPGP public key packet in form (version 4, Ed25519)."""
    body = bytes.fromhex("0400000000160901092b06010401da470f01010740") + bytes(32)
    packet = bytes([0x98, len(body)]) + body
    return f"-----BEGIN PGP PUBLIC KEY BLOCK-----\n\n{base64.b64encode(packet).decode()}\n-----END PGP PUBLIC KEY BLOCK-----\n"


def small() -> dict:
    """Only what is required: one control plane."""
    return {
        "name": "demo",
        "kubernetesVersion": "1.36.3",
        "controlPlane": {"hosts": [{"name": "cp-1", "address": "10.0.0.10", "hostKey": host_key()}]},
        "sources": {"kubernetes": {"key": apt_key()}},
    }


def full() -> dict:
    """Every key at least once, but for those that name files."""
    bastion = {"address": "bastion.example.com", "port": 2222, "user": "jump", "hostKey": host_key(9)}
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
            "certSans": ["api.example.com", "*.example.com", "10.0.0.99"],
            "hosts": [
                {"name": "cp-1", "address": "10.0.0.10", "hostKey": host_key(), "ssh": {"user": "root", "port": 2022, "bastion": bastion}}
            ],
            "apiServer": {"extraArgs": [{"name": "profiling", "value": "false"}, {"name": "audit-log-path", "value": "-"}]},
            "controllerManager": {"extraArgs": [{"name": "terminated-pod-gc-threshold", "value": "100"}]},
            "scheduler": {"extraArgs": []},
        },
        "etcd": {"topology": "stacked", "dataDir": "/var/lib/etcd", "extraArgs": [{"name": "quota-backend-bytes", "value": "8589934592"}]},
        "workerPools": [
            {
                "name": "general",
                "maxUnavailable": 2,
                "labels": {"tier": "web", "example.com/rack": ""},
                "taints": [{"key": "dedicated", "value": "web", "effect": "NoSchedule"}, {"key": "example.com/x", "effect": "NoExecute"}],
                "kubelet": {"maxPods": 60},
                "drain": {"gracePeriodSeconds": 30, "timeoutSeconds": 120},
                "hosts": [{"name": f"w-{n}", "address": f"10.0.0.{20 + n}", "hostKey": host_key(n)} for n in (1, 2, 10)],
            },
            {"name": "gpu", "hosts": [{"name": "g-1", "address": "10.0.0.41", "hostKey": host_key(4)}]},
        ],
        "kubeadm": {
            "featureGates": {"RootlessControlPlane": False},
            "patches": {"kube-apiserver0+merge.yaml": "spec:\n  priority: 1\n"},
            "ignorePreflightErrors": ["NumCPU"],
        },
        "kubelet": {"failSwapOn": False, "evictionHard": {"memory.available": "100Mi"}},
        "kubeProxy": {"mode": "nftables"},
        "containerd": {"version": "1.7.24~ds1-6", "sandboxImage": "registry.example.com:5000/pause:3.10", "restrictOomScoreAdj": True},
        "preparation": {"swap": "keep", "kernelModules": ["nf_conntrack"], "sysctl": {"vm.max_map_count": "262144"}},
        "sources": {
            "kubernetes": {**repository, "suite": "/", "components": []},
            "packages": repository,
            "imageRepository": "registry.example.com:5000/kubernetes",
            "registryMirrors": {"registry.k8s.io": "https://registry.example.com", "_default": "http://10.0.0.1:5000"},
        },
        "addons": {
            "flannel": {
                "version": "v0.28.4",
                "backend": "host-gw",
                "mtu": 1400,
                "manifest": {"url": "https://mirror.example.com/kube-flannel.yml", "sha256": "ab" * 32},
            }
        },
    }


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
