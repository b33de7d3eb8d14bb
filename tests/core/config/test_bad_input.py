"""Every mistake is reported at its path, with what would be right; one report holds them all."""

import pytest

from components.core.config.parse import parse
from components.core.config.problems import InvalidSpec
from tests.core.config.documents import apt_key, changed, full, host_key, hosts, problems_of

CP = ("controlPlane", "hosts", 0)
POOL = ("workerPools", 0)
KUBERNETES = ("sources", "kubernetes")
PROXY = ("sources", "proxy")
MIRROR = ("sources", "registryMirrors", "ghcr.io")
MIRROR_PATH = 'sources.registryMirrors["ghcr.io"]'


def disks(node: str, *devices: str) -> dict:
    return {"name": node, "devices": [*devices]}


def ceph(**changes: object) -> dict:
    return {"nodes": [disks(node, "/dev/vdb") for node in ("g-1", "cp-1", "cp-2")], **changes}


MISTAKES = [
    # names and types
    (("name",), "Demo", "name", "DNS label"),
    (("name",), "a" * 64, "name", "63"),
    (("name",), None, "name", "DNS label"),
    (("kubernetesVersion",), 1.36, "kubernetesVersion", 'in quotes, "1.36"'),
    (("kubernetesVersion",), "v1.36.3", "kubernetesVersion", "without the v"),
    (("kubernetesVersion",), "1.36", "kubernetesVersion", "1.36.3"),
    (("kubernetesVersion",), "1.32.4", "kubernetesVersion", "1.33, 1.34, 1.35, 1.36, 1.37"),
    ((*POOL, "kubernetesVersion"), 1.36, "workerPools[0].kubernetesVersion", 'in quotes, "1.36"'),
    ((*POOL, "kubernetesVersion"), "1.32.4", "workerPools[0].kubernetesVersion", "1.33, 1.34, 1.35, 1.36, 1.37"),
    ((*POOL, "kubernetesVersion"), "1.36.4", "workerPools[0].kubernetesVersion", "no kubelet may be newer than an API server"),
    (("protect",), "true", "protect", "without quotes"),
    (("protect",), 1, "protect", "true or false"),
    (("conrolPlane",), {}, "conrolPlane", "'controlPlane'"),
    (("network", "podCIDR"), "10.0.0.0/8", "network.podCIDR", "'podCidr'"),
    (("network",), "10.244.0.0/16", "network", "an object with podCidr"),
    (("workerPools",), {"name": "x"}, "workerPools", "a list"),
    ((*POOL, "maxUnavailable"), True, "workerPools[0].maxUnavailable", "whole number"),
    ((*POOL, "maxUnavailable"), "1", "workerPools[0].maxUnavailable", "without quotes"),
    ((*POOL, "maxUnavailable"), 0, "workerPools[0].maxUnavailable", "from 1"),
    ((*POOL, "maxUnavailable"), 1.5, "workerPools[0].maxUnavailable", "whole number"),
    ((*POOL, "maxUnavailable"), "0%", "workerPools[0].maxUnavailable", 'from "1%" to "100%"'),
    ((*POOL, "maxUnavailable"), "101%", "workerPools[0].maxUnavailable", 'from "1%" to "100%"'),
    ((*POOL, "maxUnavailable"), "10 %", "workerPools[0].maxUnavailable", 'from "1%" to "100%"'),
    ((*POOL, "drain", "onBlockedBudget"), "ignore", "workerPools[0].drain.onBlockedBudget", '"fail" or "force"'),
    (("preparation", "swap"), False, "preparation.swap", "in quotes"),
    (("preflight", "severity"), {"firewal": "ignore"}, "preflight.severity.firewal", "'firewall', the nearest name"),
    (("preflight", "severity"), {"cpu": "off"}, "preflight.severity.cpu", '"ignore" or "warning" or "error"'),
    (("preflight", "severity"), {"cpu": False}, "preflight.severity.cpu", "in quotes"),
    (("preflight", "enabled"), "no", "preflight.enabled", "true or false"),
    # hosts
    ((*CP, "name"), "cp_1", "controlPlane.hosts[0].name", "DNS name"),
    ((*CP, "name"), f"cp-1.{'a' * 59}", "controlPlane.hosts[0].name", "63"),
    ((*CP, "address"), "10.0.0.300", "controlPlane.hosts[0].address", "IPv4 address"),
    ((*CP, "address"), "10.0.0.010", "controlPlane.hosts[0].address", "IPv4 address"),
    ((*CP, "address"), "fd00::1", "controlPlane.hosts[0].address", "IPv6 is not supported yet"),
    ((*CP, "address"), "127.0.0.1", "controlPlane.hosts[0].address", "no loopback"),
    ((*CP, "address"), "1.2.3.4", "controlPlane.hosts[0].address", "print init-defaults"),
    ((*CP, "address"), "10.244.3.4", "controlPlane.hosts[0].address", "outside network.podCidr"),
    ((*CP, "address"), "10.96.3.4", "controlPlane.hosts[0].address", "outside network.serviceCidr"),
    ((*CP, "address"), None, "controlPlane.hosts[0].address", "IPv4 address"),
    ((*CP, "generation"), 0, "controlPlane.hosts[0].generation", "from 1"),
    ((*CP, "generation"), "2", "controlPlane.hosts[0].generation", "without quotes"),
    ((*CP, "podNetworkAddress"), "10.0.0.300", "controlPlane.hosts[0].podNetworkAddress", "IPv4 address"),
    ((*CP, "podNetworkAddress"), "10.0.0.11", "controlPlane.hosts[0].podNetworkAddress", "no other host uses (cp-2 has it)"),
    (("loadBalancer", "hosts", 0, "podNetworkAddress"), "172.16.0.9", "loadBalancer.hosts[0].podNetworkAddress", "none here"),
    ((*CP, "dead"), "true", "controlPlane.hosts[0].dead", "without quotes"),
    ((*CP, "dead"), True, "controlPlane.initHost", "a host that lives: cp-2, cp-3; this one is marked dead"),
    ((*CP, "ssh", "port"), 0, "controlPlane.hosts[0].ssh.port", "65535"),
    ((*CP, "ssh", "user"), "root; reboot", "controlPlane.hosts[0].ssh.user", "the name of a user"),
    (("controlPlane", "hosts"), [], "controlPlane.hosts", "one host at least"),
    (("controlPlane", "initHost"), "w-1", "controlPlane.initHost", "cp-1"),
    (("controlPlane", "initHost"), None, "controlPlane.initHost", "one of cp-1, cp-2, cp-3"),
    (("controlPlane", "hosts"), [{**host, "dead": True} for host in hosts("cp", 10, 3)], "controlPlane.hosts", "one at least that lives"),
    ((*POOL, "hosts", 1, "name"), "cp-1", "workerPools[0].hosts[1].name", "controlPlane.hosts[0] has it"),
    ((*POOL, "hosts", 1, "address"), "10.0.0.10", "workerPools[0].hosts[1].address", "cp-1 has it"),
    (("workerPools", 1, "name"), "general", "workerPools[1].name", "no other pool"),
    ((*CP, "hostKey"), None, "controlPlane.hosts[0].hostKey", "ssh -p 2222 jump@bastion.example.com ssh-keyscan -t ed25519 -p 2022 203.0"),
    ((*CP, "hostKey"), "ssh-ed25519 AAAA", "controlPlane.hosts[0].hostKey", "base64"),
    ((*CP, "hostKey"), host_key().replace("ssh-ed25519", "ecdsa-sha2-nistp256"), "controlPlane.hosts[0].hostKey", "no key of type ecdsa"),
    ((*CP, "hostKey"), host_key().replace("ssh-ed25519", "ssh-rsa"), "controlPlane.hosts[0].hostKey", "RSA with SHA-1 only"),
    ((*CP, "hostKey"), host_key()[:-8], "controlPlane.hosts[0].hostKey", "cut or damaged"),
    ((*CP, "hostKey"), host_key().split()[1], "controlPlane.hosts[0].hostKey", "its type"),
    (("ssh", "bastion", "hostKey"), None, "ssh.bastion.hostKey", "-p 2222 bastion.example.com"),
    # networks
    (("network", "podCidr"), "10.244.0.1/16", "network.podCidr", "10.244.0.0/16"),
    (("network", "podCidr"), "10.244.0.0/255.255.0.0", "network.podCidr", "IPv4 range"),
    (("network", "podCidr"), "10.244.0.0", "network.podCidr", "IPv4 range"),
    (("network", "podCidr"), "fd00::/48", "network.podCidr", "IPv6"),
    (("network", "podCidr"), "10.96.128.0/17", "network.podCidr", "shares no address"),
    (("network", "podCidr"), "10.244.0.0/22", "network.podCidr", "/21 or larger: 7 node(s)"),
    (("network", "podCidr"), "10.244.0.0/25", "network.podCidr", "/21 or larger"),
    (("network", "podCidr"), "64.0.0.0/7", "network.podCidr", "/8 or smaller"),
    (("network", "serviceCidr"), "10.96.0.0/29", "network.serviceCidr", "10 addresses"),
    (("network", "serviceCidr"), "172.0.0.0/11", "network.serviceCidr", "/12 or smaller"),
    (("network", "dnsDomain"), "Cluster.local", "network.dnsDomain", "DNS name"),
    (("endpoint",), "10.244.0.9:6443", "endpoint", "outside network.podCidr"),
    (("endpoint",), "10.0.0.21:6443", "endpoint", "address of a worker"),
    (("endpoint",), "https://api.example.com:6443", "endpoint", "without https://"),
    (("endpoint",), "api.example.com:0", "endpoint", "65535"),
    (("endpoint",), "10.0.0:6443", "endpoint", "host:port"),
    (("controlPlane", "certSans"), ["a b"], "controlPlane.certSans[0]", "DNS name"),
    # etcd
    (("etcd", "topology"), "beside", "etcd.topology", '"stacked" or "external" or "existing"'),
    (("etcd", "dataDir"), "var/lib/etcd", "etcd.dataDir", "absolute"),
    (("etcd", "dataDir"), "/var/lib", "etcd.dataDir", "emptied"),
    (("etcd", "dataDir"), "/data", "etcd.dataDir", "emptied"),
    (("etcd", "dataDir"), "/etc/kubernetes", "etcd.dataDir", "not part of the system"),
    (("etcd", "dataDir"), "/var/lib/kubelet/etcd", "etcd.dataDir", "nothing else uses"),
    (("etcd", "dataDir"), "/var/lib/../../etc", "etcd.dataDir", "without . and .."),
    # arguments
    (("controlPlane", "apiServer"), {"extraArgs": {"profiling": "false"}}, "controlPlane.apiServer.extraArgs", "a list"),
    (("controlPlane", "scheduler", "extraArgs"), [{"name": "--v", "value": "2"}], "controlPlane.scheduler.extraArgs[0].name", "dashes"),
    (("controlPlane", "scheduler", "extraArgs"), [{"name": "v=2", "value": ""}], "controlPlane.scheduler.extraArgs[0].name", "'='"),
    (("controlPlane", "scheduler", "extraArgs"), [{"name": "v", "value": 2}], "controlPlane.scheduler.extraArgs[0].value", '"2"'),
    (("controlPlane", "scheduler", "extraArgs"), [{"name": "v", "value": False}], "controlPlane.scheduler.extraArgs[0].value", '"false"'),
    (("controlPlane", "scheduler", "extraArgs"), [{"name": "v", "value": "1\n2"}], "controlPlane.scheduler.extraArgs[0].value", "one line"),
    (
        ("controlPlane", "scheduler", "extraArgs"),
        [{"name": "port", "value": "0"}],
        "controlPlane.scheduler.extraArgs[0].name",
        "removed in 1.24",
    ),
    (
        ("controlPlane", "apiServer", "extraArgs"),
        [{"name": "service-cluster-ip-range", "value": "10.0.0.0/8"}],
        "controlPlane.apiServer.extraArgs[0].name",
        "network.serviceCidr",
    ),
    (("kubeletExtraArgs",), [{"name": "node-ip", "value": "10.0.0.1"}], "kubeletExtraArgs[0].name", "the host's address"),
    (
        ("kubeletExtraArgs",),
        [{"name": "config", "value": "/x"}],
        "kubeletExtraArgs[0].name",
        "it is set from kubelet",
    ),
    (("kubeletExtraArgs",), [{"name": "container-runtime", "value": "remote"}], "kubeletExtraArgs[0].name", "removed in 1.27"),
    # labels and taints
    ((*POOL, "labels"), {"a b": "c"}, 'workerPools[0].labels["a b"]', "letters"),
    ((*POOL, "labels"), {"Example.com/x": "c"}, 'workerPools[0].labels["Example.com/x"]', "DNS name"),
    ((*POOL, "labels"), {"x": "a b"}, "workerPools[0].labels.x", "63 letters"),
    ((*POOL, "labels"), {"x": "a" * 64}, "workerPools[0].labels.x", "63"),
    ((*POOL, "labels"), {"x": True}, "workerPools[0].labels.x", '"true"'),
    ((*POOL, "labels"), {"kubernetes.io/hostname": "x"}, 'workerPools[0].labels["kubernetes.io/hostname"]', "set by Kubernetes"),
    (("controlPlane", "labels"), {"beta.kubernetes.io/os": "x"}, 'controlPlane.labels["beta.kubernetes.io/os"]', "set by Kubernetes"),
    ((*POOL, "hosts", 0, "labels"), {"x": "a b"}, "workerPools[0].hosts[0].labels.x", "63 letters"),
    (
        ("controlPlane", "hosts", 0, "labels"),
        {"node-role.kubernetes.io/worker": ""},
        'controlPlane.hosts[0].labels["node-role.kubernetes.io/worker"]',
        "a label of your own",
    ),
    (("loadBalancer", "hosts", 0, "labels"), {"rack": "a"}, "loadBalancer.hosts[0].labels", "no Node of the cluster"),
    (("loadBalancer", "hosts", 0, "annotations"), {"rack": "a"}, "loadBalancer.hosts[0].annotations", "no Node of the cluster"),
    ((*POOL, "annotations"), {"a b": "c"}, 'workerPools[0].annotations["a b"]', "letters"),
    ((*POOL, "annotations"), {"x": 1}, "workerPools[0].annotations.x", '"1"'),
    ((*POOL, "annotations"), {"x": "a\x1bb"}, "workerPools[0].annotations.x", "control characters"),
    (
        (*POOL, "annotations"),
        {"pulumi-kubeadm/taints": ""},
        'workerPools[0].annotations["pulumi-kubeadm/taints"]',
        "an annotation of your own",
    ),
    ((*POOL, "hosts", 1, "annotations"), {"x": "y" * 240 * 1024}, "workerPools[0].hosts[1].annotations", "245760 bytes"),
    (("controlPlane", "drain", "gracePeriodSeconds"), 120, "controlPlane.drain.gracePeriodSeconds", "less than timeoutSeconds, 120"),
    ((*POOL, "taints", 0, "key"), "node-role.kubernetes.io/master", "workerPools[0].taints[0].key", "set and taken away by Kubernetes"),
    ((*POOL, "taints", 0, "effect"), "noschedule", "workerPools[0].taints[0].effect", "NoSchedule"),
    ((*POOL, "taints", 0, "key"), "node.kubernetes.io/not-ready", "workerPools[0].taints[0].key", "set and taken away by Kubernetes"),
    ((*POOL, "taints"), [{"key": "a", "value": v, "effect": "NoExecute"} for v in "xy"], "workerPools[0].taints", "one taint of each"),
    ((*POOL, "drain", "gracePeriodSeconds"), 600, "workerPools[0].drain.gracePeriodSeconds", "timeoutSeconds"),
    # kubeadm, kubelet, kube-proxy
    (("kubeadm", "featureGates"), {"EtcdLearnerMode": True}, "kubeadm.featureGates.EtcdLearnerMode", "kubeadm 1.36"),
    (("kubeadm", "featureGates"), {"RootlessControlPlane": "true"}, "kubeadm.featureGates.RootlessControlPlane", "without quotes"),
    (("kubeadm", "patches"), {"apiserver.yaml": "a: 1"}, 'kubeadm.patches["apiserver.yaml"]', "kube-apiserver"),
    (("kubeadm", "patches"), {"kubeproxydaemonset.yaml": "a: 1"}, 'kubeadm.patches["kubeproxydaemonset.yaml"]', "kubeadm 1.36"),
    (("kubeadm", "patches"), {"etcd+jq.yaml": "a: 1"}, 'kubeadm.patches["etcd+jq.yaml"]', "+merge"),
    (("kubeadm", "patches"), {"../etcd.yaml": "a: 1"}, 'kubeadm.patches["../etcd.yaml"]', "target"),
    (("kubeadm", "patches"), {"etcd.yaml": "a: \0"}, 'kubeadm.patches["etcd.yaml"]', "control characters"),
    (
        ("kubeadm", "patches"),
        {"kubeletconfigurationz-pool+merge.yaml": "a: 1"},
        'kubeadm.patches["kubeletconfigurationz-pool',
        "another suffix",
    ),
    (("kubeadm", "patches"), {"etcdz-member+json.yaml": "a: 1"}, 'kubeadm.patches["etcdz-member', "another suffix"),
    (("kubeadm", "ignorePreflightErrors"), ["Num CPU"], "kubeadm.ignorePreflightErrors[0]", "NumCPU"),
    (("kubelet",), {"failSwapOn": False, "clusterDNS": ["10.0.0.1"]}, "kubelet.clusterDNS", "network.serviceCidr"),
    ((*POOL, "kubelet"), {"maxpods": 50}, "workerPools[0].kubelet.maxpods", "'maxPods', the nearest name"),
    (("kubeProxy", "clusterCidr"), "10.0.0.0/8", "kubeProxy.clusterCidr", "'clusterCIDR'"),
    (("kubelet",), {"failSwapOn": False, "maxPods": 500}, "kubelet.maxPods", "254"),
    (("kubelet",), {}, "preparation.swap", "failSwapOn: false"),
    (("kubelet",), {"failSwapOn": False, "logging": "a\0b"}, "kubelet", "control characters"),
    (("kubeProxy", "mode"), "userspace", "kubeProxy.mode", '"nftables"'),
    (("kubeProxy", "clusterCIDR"), "10.0.0.0/8", "kubeProxy.clusterCIDR", "network.podCidr"),
    # machines
    (("containerd", "version"), "1.7; reboot", "containerd.version", "a package's version"),
    (("containerd", "sandboxImage"), "pause 3.10", "containerd.sandboxImage", "an image"),
    (("preparation", "kernelModules"), ["../evil"], "preparation.kernelModules[0]", "module"),
    (("preparation", "sysctl"), {"vm.max_map_count": 262144}, 'preparation.sysctl["vm.max_map_count"]', '"262144"'),
    (("preparation", "sysctl"), {"vm": "1"}, "preparation.sysctl.vm", "kernel setting"),
    (("preparation", "sysctl"), {"vm.x": "1\nkernel.y = 2"}, 'preparation.sysctl["vm.x"]', "one line"),
    (("preparation", "sysctl"), {"net.ipv4.ip_forward": "0"}, 'preparation.sysctl["net.ipv4.ip_forward"]', "pod network"),
    (("preparation", "swap"), "limited", "kubelet.memorySwap", "LimitedSwap"),
    (("preparation", "time", "servers"), ["ntp://10.0.0.1"], "preparation.time.servers[0]", "DNS name"),
    (("preparation", "time", "zone"), "../../etc/passwd", "preparation.time.zone", "Europe/Berlin"),
    (("preparation", "hostname"), "cp-1", "preparation.hostname", '"leave" or "set"'),
    (("preparation", "hostsFile", "entries"), {"nas": "nas.example.com"}, "preparation.hostsFile.entries.nas", "IP address"),
    (("preparation", "hostsFile", "entries"), {"w-1": "10.9.9.9"}, "preparation.hostsFile.entries.w-1", "10.0.0.21, the address"),
    (("preparation", "journal", "maxUse"), "1 GB", "preparation.journal.maxUse", "1G"),
    (("preparation", "kubeletDropIns"), {"10-kubeadm.conf": "[Service]"}, 'preparation.kubeletDropIns["10-kubeadm.conf"]', "kubeadm's own"),
    (("preparation", "kubeletDropIns"), {"20-limits": "[Service]"}, 'preparation.kubeletDropIns["20-limits"]', ".conf"),
    (("preparation", "packages"), ["htop-"], "preparation.packages[0]", "a package's name"),
    (("preparation", "packages"), ["htop="], "preparation.packages[0]", "behind the ="),
    (("preparation", "packages"), ["kubelet=1.36.3-1.1"], "preparation.packages[0]", "kubernetesVersion"),
    (("preparation", "packages"), ["htop", "htop=3.2.*"], "preparation.packages[1]", "once"),
    (("preparation", "commands", "before"), ["true", "true"], "preparation.commands.before[1]", "known by its text"),
    # sources
    ((*KUBERNETES, "uri"), "ftp://mirror.example.com/", "sources.kubernetes.uri", "https://"),
    ((*KUBERNETES, "uri"), "https://user:word@mirror.example.com/", "sources.kubernetes.uri", "without a user"),
    ((*KUBERNETES, "uri"), "https://mirror.example.com/$(id)", "sources.kubernetes.uri", "https://"),
    ((*KUBERNETES, "uri"), "https://mirror.example.com:port/", "sources.kubernetes.uri", "https://"),
    ((*KUBERNETES, "suite"), "trixie", "sources.kubernetes.components", "[main]"),
    ((*KUBERNETES, "components"), ["main"], "sources.kubernetes.components", "flat"),
    ((*KUBERNETES, "key"), None, "sources.kubernetes.key", "keyFile"),
    ((*KUBERNETES, "key"), "hello", "sources.kubernetes.key", "BEGIN PGP PUBLIC KEY BLOCK"),
    ((*KUBERNETES, "keyFile"), "a.asc", "sources.kubernetes.keyFile", "one of key and keyFile"),
    (("sources", "packages", "uri"), None, "sources.packages.uri", "URL"),
    (("sources", "preset"), "alibaba", "sources.preset", '"official" or "aliyun"'),
    (("sources", "imageRepository"), "https://registry.k8s.io", "sources.imageRepository", "registry and a path"),
    (MIRROR, [], MIRROR_PATH, "a list of 0, want URL or an object, or a list of them"),
    (MIRROR, 7, MIRROR_PATH, "the number 7, want URL or an object, or a list of them"),
    (MIRROR, ["https://m1.example.com", 7], f"{MIRROR_PATH}[1]", "the number 7, want URL or an object"),
    (MIRROR, [{"url": "https://m1.example.com", "user": "ci"}, "https://m1.example.com"], f"{MIRROR_PATH}[1].url", "each URL once"),
    (MIRROR, ["http://m1", {"url": "http://m2", "user": "ci"}], f"{MIRROR_PATH}[1].user", "everybody could read the password"),
    (("sources", "kubernetes", "user"), "ci:x", "sources.kubernetes.user", "a user name"),
    (("sources", "packages"), {"uri": "http://x.example.com/", "key": apt_key(), "user": "ci"}, "sources.packages.user", "https://"),
    (
        ("sources", "imageRepository"),
        "harbor.example.com/Platform/k8s",
        "sources.imageRepository",
        "lower-case letters only: 'Platform' has capitals",
    ),
    (
        ("sources", "registryMirrors"),
        {"https://ghcr.io": "https://x.example.com"},
        'sources.registryMirrors["https://ghcr.io"]',
        "host[:port]",
    ),
    ((*MIRROR, "url"), "http://registry.example.com", f"{MIRROR_PATH}.ca", "https://"),
    ((*MIRROR,), {"url": "http://registry.example.com", "user": "ci"}, f"{MIRROR_PATH}.user", "could read the password"),
    ((*MIRROR, "url"), None, f"{MIRROR_PATH}.url", "URL"),
    ((*MIRROR, "ca"), "hello", f"{MIRROR_PATH}.ca", "BEGIN CERTIFICATE"),
    ((*MIRROR, "caFile"), "ca.pem", f"{MIRROR_PATH}.caFile", "one of ca and caFile"),
    ((*MIRROR, "user"), "a:b", f"{MIRROR_PATH}.user", "letters"),
    ((*MIRROR, "password"), "secret", f"{MIRROR_PATH}.password", "one of"),
    ((*PROXY, "http"), "http://user:word@proxy.example.com:3128", "sources.proxy.http", "without a user"),
    ((*PROXY, "https"), "http://proxy.example.com:3128/pac", "sources.proxy.https", "nothing behind the port"),
    ((*PROXY, "https"), "socks5://proxy.example.com:3128", "sources.proxy.https", "https:// or http://"),
    ((*PROXY, "noProxy"), ["*example.com"], "sources.proxy.noProxy[0]", "a .domain or *.domain"),
    ((*PROXY, "noProxy"), ["10.0.0.1/33"], "sources.proxy.noProxy[0]", "10.0.0.0/8"),
    (("sources", "bundle"), {}, "sources.bundle.lock", "`make bundle` wrote, or its file as lockFile"),
    (("sources", "bundle"), {"lockFile": "none"}, "sources.bundle.lockFile", "a file that can be read"),
    ((*PROXY,), {"noProxy": []}, "sources.proxy.http", "the URL of the proxy"),
    (("addons", "flannel", "version"), "0.28.4", "addons.flannel.version", "v0.28.4"),
    (("addons", "flannel", "backend"), "udp", "addons.flannel.backend", "host-gw"),
    (("addons", "flannel", "mtu"), 100, "addons.flannel.mtu", "1280"),
    (("addons", "flannel", "manifest", "sha256"), "AB" * 32, "addons.flannel.manifest.sha256", "64 hexadecimal"),
    (("addons", "flannel"), {"version": "v0.1.0"}, "addons.flannel.manifest.sha256", "v0.28.4"),
    (("addons", "flanel"), {}, "addons.flanel", "'flannel'"),
    (("addons", "metricsServer"), {"version": "0.9.0"}, "addons.metricsServer.version", 'such as "v1.2.3"'),
    (("addons", "metricsServer"), {}, "addons.metricsServer", "provides kubelet-serving-certificates"),
    (("addons", "localPath"), {"version": "v0.0.1"}, "addons.localPath.manifest.sha256", "v0.0.30"),
    (("addons", "metallb"), {"ranges": []}, "addons.metallb.ranges", "one range at least"),
    (("addons", "metallb"), {"ranges": ["10.0.0.0/24"]}, "addons.metallb.ranges[0]", "10.0.0.200-10.0.0.220"),
    (("addons", "metallb"), {"ranges": ["10.0.0.220-10.0.0.200"]}, "addons.metallb.ranges[0]", "lower address first"),
    (
        ("addons", "metallb"),
        {"ranges": ["10.0.0.15-10.0.0.30"]},
        "addons.metallb.ranges[0]",
        "workerPools[0].hosts[0].address",
    ),
    (("addons", "metallb"), {"ranges": ["10.0.0.90-10.0.0.110"]}, "addons.metallb.ranges[0]", "10.0.0.100 is loadBalancer.vip"),
    (("addons", "metallb"), {"ranges": ["10.244.3.1-10.244.3.9"]}, "addons.metallb.ranges[0]", "outside network.podCidr"),
    (("addons", "metallb"), {"ranges": ["10.0.1.5-10.0.1.9", "10.0.1.1-10.0.1.5"]}, "addons.metallb.ranges[0]", "10.0.1.1-10.0.1.5"),
    (("addons", "gateway"), {"service": "LoadBalancer"}, "addons.gateway.service", "such as metallb"),
    (("addons", "rookCeph"), {"nodes": []}, "addons.rookCeph.nodes", "one node with disks"),
    (
        ("addons", "rookCeph"),
        ceph(nodes=[disks("g-1", "/dev/vdb")]),
        "addons.rookCeph.replicas",
        "at most 1: no two copies are on the same host",
    ),
    (("addons", "rookCeph"), ceph(nodes=[disks("w-9", "/dev/vdb")]), "addons.rookCeph.nodes[0].name", "without taints that keep pods away"),
    (("addons", "rookCeph"), ceph(nodes=[disks("g-1", "vdb")]), "addons.rookCeph.nodes[0].devices[0]", "/dev/disk/by-id"),
    (("addons", "rookCeph"), ceph(monitors=5), "addons.rookCeph.monitors", "at most 4: each is on a node of its own"),
    (("addons", "rookCeph"), ceph(monitors=2), "addons.rookCeph.monitors", "an odd number"),
    (("addons", "rookCeph"), ceph(defaultClass="filesystem"), "addons.rookCeph.defaultClass", "filesystem: true"),
    (("addons", "headlamp"), {"hostname": "headlamp.example.com"}, "addons.headlamp.hostname", "provides gateway"),
    (("addons", "gateway"), {"nodePort": 80}, "addons.gateway.nodePort", "30000"),
    (("addons", "localPath"), {"path": "volumes"}, "addons.localPath.path", "absolute path"),
    (("addons", "localPath"), {"reclaimPolicy": "Keep"}, "addons.localPath.reclaimPolicy", '"Delete" or "Retain"'),
    (("addons", "flannel", "images"), {"a b": "c"}, 'addons.flannel.images["a b"]', "an image"),
    (("addons", "flannel", "timeoutSeconds"), 5, "addons.flannel.timeoutSeconds", "10 to 3600"),
    (("addons", "flannel"), None, "addons.coredns", "an addon that provides cni"),
    (("addons", "coredns", "forwarders", 0), "dns.example.com", "addons.coredns.forwarders[0]", "an IPv4 address"),
    (("addons", "coredns", "forwarders", 0), "127.0.0.53", "addons.coredns.forwarders[0]", "CoreDNS itself"),
    (("addons", "coredns", "forwarders", 0), "10.0.0.53:99999", "addons.coredns.forwarders[0]", "10.0.0.53:5353"),
    (("addons", "coredns", "zones"), {"corp.example.com": []}, 'addons.coredns.zones["corp.example.com"]', "one DNS server"),
    (("addons", "coredns", "zones"), {"cluster.local": ["10.0.0.53"]}, 'addons.coredns.zones["cluster.local"]', "network.dnsDomain"),
    (("addons", "custom", 0, "name"), "flannel", "addons.custom[0].name", "a name that no other addon has"),
    (("addons", "custom", 0, "name"), "base", "addons.custom[1].name", "another of your own has it"),
    (("addons", "custom", 0, "needs"), ["storage"], "addons.custom[0].name", "an addon that provides storage"),
    (("addons", "custom", 0, "provides"), ["cni"], "addons.custom[0].name", "only one of them"),
    (("addons", "custom", 0, "manifest", "sha256"), None, "addons.custom[0].manifest.sha256", "the sha256 of what url serves"),
    (("addons", "custom", 0, "manifest", "file"), "a.yaml", "addons.custom[0].manifest", "one of file and url"),
    (("addons", "custom", 0, "kustomization"), "base", "addons.custom[0]", "one of manifest, kustomization and chart"),
    (("addons", "custom", 1, "kustomization"), None, "addons.custom[1]", "one of manifest, kustomization and chart"),
    (("addons", "custom", 0, "ready", 0, "when"), "Ready", "addons.custom[0].ready[0].when", "condition=TYPE"),
    (("addons", "custom", 2, "chart", "sha256"), "ab" * 32, "addons.custom[2].chart.sha256", "it goes with url, repo or oci"),
    (("addons", "custom", 2, "chart", "oci"), "ghcr.io/a/b", "addons.custom[2].chart", "one of file, url, repo and oci"),
    (("addons", "custom", 2, "chart", "version"), "1.0.0", "addons.custom[2].chart.version", "no such key beside file"),
    (("addons", "custom", 3, "chart", "sha256"), None, "addons.custom[3].chart.sha256", "the sha256 of what repo serves"),
    (("addons", "custom", 3, "chart", "name"), None, "addons.custom[3].chart.name", "the chart's name in repo"),
    (("addons", "custom", 3, "chart", "version"), None, "addons.custom[3].chart.version", "nothing is taken that may change"),
    (("addons", "custom", 3, "chart", "version"), ">=9", "addons.custom[3].chart.version", "no range, and nothing like latest"),
    (("addons", "custom", 3, "chart", "digest"), f"sha256:{'ab' * 32}", "addons.custom[3].chart.digest", "no such key beside repo"),
    (("addons", "custom", 4, "chart", "digest"), None, "addons.custom[4].chart.digest", "one of digest, as `helm pull` prints it"),
    (("addons", "custom", 4, "chart", "sha256"), "ab" * 32, "addons.custom[4].chart.digest", "one of digest, as `helm pull` prints it"),
    (("addons", "custom", 4, "chart", "oci"), "ghcr.io", "addons.custom[4].chart.oci", "a registry and a path, such as"),
]


@pytest.mark.parametrize(("path", "value", "where", "want"), MISTAKES, ids=[f"{where}-{want}" for _, _, where, want in MISTAKES])
def test_a_mistake_is_reported_at_its_path_with_what_would_be_right(path: tuple, value: object, where: str, want: str):
    found = problems_of(changed(full(), path, value))
    assert [problem for problem in found if problem.path.startswith(f"cluster.{where}") and want in str(problem)], found
    assert len(found) <= 2, "one mistake makes one problem, or two where two keys disagree"


def test_all_problems_stand_in_one_report_in_the_order_of_their_paths():
    document = changed(changed(full(), ("workerPools", 0, "hosts", 2, "name"), "W"), ("workerPools", 0, "hosts", 0, "address"), "x")
    document["nmae"] = document.pop("name")
    with pytest.raises(InvalidSpec) as raised:
        parse(document)
    assert [problem.path for problem in raised.value.problems] == [
        "cluster.name",
        "cluster.nmae",
        "cluster.workerPools[0].hosts[0].address",
        "cluster.workerPools[0].hosts[2].name",
    ]
    assert str(raised.value).startswith("the stack file has 4 problems:\n  - cluster.name: got nothing, want")


def test_a_mistake_in_one_value_does_not_hide_one_between_others():
    document = changed(full(), ("kubernetesVersion",), 1.36)
    document["workerPools"][0]["hosts"][1]["address"] = "10.0.0.10"
    document["workerPools"][0]["hosts"][1]["name"] = "BAD"
    document["network"]["serviceCidr"] = "10.244.0.0/20"
    assert {problem.path for problem in problems_of(document)} == {
        "cluster.kubernetesVersion",
        "cluster.network.podCidr",
        "cluster.workerPools[0].hosts[1].address",
        "cluster.workerPools[0].hosts[1].name",
    }


@pytest.mark.parametrize("place", [("kubelet", "x"), ("kubeadm", "patches", "etcd.yaml"), ("controlPlane", "certSans", 0), ("name",)])
def test_a_well_known_example_token_is_found_anywhere(place: tuple):
    found = problems_of(changed(full(), place, "abcdef.0123456789abcdef"))
    assert any("no bootstrap token" in problem.expected for problem in found)


@pytest.mark.parametrize("document", [None, [], "name: demo", 7, {}])
def test_a_document_that_is_no_mapping_or_empty_is_reported(document: object):
    assert problems_of(document)


def test_a_pool_too_large_to_be_changed_one_by_one_is_told_how_many():
    document = full()
    document["network"]["podCidr"] = "10.128.0.0/9"
    document["workerPools"][0]["hosts"] = [
        {"name": f"x-{i}", "address": f"10.7.{i // 200}.{i % 200 + 1}", "hostKey": host_key()} for i in range(601)
    ]
    [problem] = problems_of(document)
    assert (problem.path, problem.found) == ("cluster.workerPools[0].maxUnavailable", 2)
    assert problem.expected.startswith("3 or more for 601 hosts")
