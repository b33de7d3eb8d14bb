"""Clusters to test with, built by hand: what `parse` would make of a small and of a full stack file."""

from dataclasses import replace
from ipaddress import IPv4Address, IPv4Network

from components.core.config.addons.flannel import Flannel
from components.core.config.model import (
    Addons,
    Arg,
    Artefact,
    Bundle,
    ClusterSpec,
    Commands,
    Containerd,
    ControlPlane,
    Drain,
    Endpoint,
    EtcdRelease,
    ExternalEtcd,
    Host,
    HostsFile,
    Journal,
    Kubeadm,
    Lock,
    Network,
    Package,
    Preflight,
    Preparation,
    Proxy,
    RegistryMirror,
    Repository,
    Sources,
    Ssh,
    StackedEtcd,
    Taint,
    Time,
    WorkerPool,
)
from components.core.steps import JoinMaterial

KEY = "-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nmDMEZ0000000 a test key, not a real one\n-----END PGP PUBLIC KEY BLOCK-----\n"

CONTAINERD = {"debian-12": Package(name="containerd", version=None)}


def host(name: str, address: str) -> Host:
    ssh = Ssh(user="admin", port=22, host_key=f"ssh-ed25519 AAAA{name}", bastion=None)
    return Host(name=name, address=IPv4Address(address), ssh=ssh)


CP_1 = host("cp-1", "10.0.0.10")
CP_2 = host("cp-2", "10.0.0.11")
CP_3 = host("cp-3", "10.0.0.12")
W_1 = host("w-1", "10.0.0.20")
W_2 = host("w-2", "10.0.0.21")

GENERAL = WorkerPool(
    name="general",
    hosts=(W_1, W_2),
    max_unavailable=1,
    labels={},
    taints=(),
    kubelet={},
    drain=Drain(grace_period_seconds=30, timeout_seconds=120),
)

SMALL = ClusterSpec(
    name="small",
    kubernetes_version="1.36.3",
    endpoint=Endpoint(host="10.0.0.10", port=6443),
    network=Network(pod_cidr=IPv4Network("10.244.0.0/16"), service_cidr=IPv4Network("10.96.0.0/12"), dns_domain="cluster.local"),
    control_plane=ControlPlane(
        hosts=(CP_1,), init_host="cp-1", schedulable=False, cert_sans=(), api_server=(), controller_manager=(), scheduler=()
    ),
    load_balancer=None,
    etcd=StackedEtcd(data_dir="/var/lib/etcd", extra_args=()),
    worker_pools=(GENERAL,),
    kubeadm=Kubeadm(feature_gates={}, patches={}, ignore_preflight_errors=()),
    kubelet={},
    kube_proxy={},
    containerd=Containerd(packages=CONTAINERD, sandbox_image="registry.k8s.io/pause:3.10.2", restrict_oom_score_adj=False),
    preparation=Preparation(swap="off", kernel_modules=(), sysctl={}),
    sources=Sources(
        repositories={
            "debian-12": {"kubernetes": Repository(uri="https://pkgs.k8s.io/core:/stable:/v1.36/deb/", suite="/", components=(), key=KEY)}
        },
        image_repository="registry.k8s.io",
        registry_mirrors={},
    ),
    addons=Addons(
        known={"flannel": Flannel(version="v0.28.4", backend="vxlan", mtu=None, manifest=Artefact(url="https://x/y", sha256="0" * 64))}
    ),
    preflight=Preflight(enabled=True, severity={}),
    protect=True,
)
"""One control plane, two workers, every default."""

FULL = replace(
    SMALL,
    name="full",
    endpoint=Endpoint(host="api.example.internal", port=8443),
    control_plane=ControlPlane(
        hosts=(CP_1, CP_2, CP_3),
        init_host="cp-2",
        schedulable=True,
        cert_sans=("api.example.org", "192.0.2.10"),
        api_server=(Arg(name="profiling", value="false"), Arg(name="service-account-issuer", value="https://issuer.example.org")),
        controller_manager=(Arg(name="terminated-pod-gc-threshold", value="100"),),
        scheduler=(Arg(name="profiling", value="false"),),
    ),
    load_balancer=None,
    etcd=StackedEtcd(data_dir="/var/lib/etcd/data", extra_args=(Arg(name="quota-backend-bytes", value="4294967296"),)),
    worker_pools=(
        replace(GENERAL, hosts=(W_1,)),
        replace(
            GENERAL,
            name="dedicated",
            hosts=(W_2,),
            taints=(Taint(key="dedicated", value="web", effect="NoSchedule"), Taint(key="slow", value="", effect="NoExecute")),
            kubelet={"maxPods": 60, "evictionHard": {"nodefs.available": "5%"}},
            drain=Drain(grace_period_seconds=30, timeout_seconds=300, on_blocked_budget="force"),
        ),
    ),
    kubeadm=Kubeadm(
        feature_gates={"RootlessControlPlane": False},
        patches={
            "kube-apiserver0+merge.yaml": "metadata:\n  labels:\n    audited: 'yes'\n",
            "kubeletconfiguration0+merge.yaml": "podPidsLimit: 4096\n",
        },
        ignore_preflight_errors=("NumCPU", "Mem"),
    ),
    kubelet={"failSwapOn": False, "seccompDefault": True},
    kube_proxy={"mode": "nftables", "conntrack": {"maxPerCore": 0}},
    containerd=Containerd(
        packages={"debian-12": Package(name="containerd", version="1.6.*")},
        sandbox_image="mirror.example.org/pause:3.10.2",
        restrict_oom_score_adj=True,
    ),
    preparation=Preparation(
        swap="keep",
        kernel_modules=("nf_tables", "overlay"),
        sysctl={"vm.max_map_count": "262144"},
        time=Time(servers=("10.0.0.1", "ntp.example.org"), zone="Asia/Shanghai"),
        hostname="set",
        hosts_file=HostsFile(cluster=True, entries={"registry.example.org": IPv4Address("10.0.0.5")}),
        journal=Journal(max_use="1G", keep_for="30d"),
        kubelet_drop_ins={"20-limits.conf": "[Service]\nLimitNOFILE=1000000\n"},
        packages=(Package(name="nfs-common", version=None), Package(name="open-iscsi", version="2.1.*")),
        commands=Commands(before=("echo one\necho two\n",), after=("echo after",)),
    ),
    sources=Sources(
        repositories={
            "debian-12": {
                "kubernetes": Repository(uri="http://10.0.0.1:8080/apt/kubernetes/1.36/", suite="/", components=(), key=KEY),
                "packages": Repository(uri="http://10.0.0.1:8080/apt/debian/", suite="bookworm", components=("main", "contrib"), key=KEY),
            }
        },
        image_repository="registry.k8s.io",
        registry_mirrors={
            "registry.k8s.io": (RegistryMirror(url="http://10.0.0.1:5000"),),
            "docker.io": (
                RegistryMirror(url="https://mirror.example.org/v2/docker", ca="the CA", override_path=True),
                RegistryMirror(url="https://10.0.0.1:5443", ca="another CA"),
            ),
        },
    ),
)
"""Three control planes behind an endpoint of their own, two pools, and every pass-through used."""


GUARDED = replace(
    SMALL,
    name="guarded",
    sources=replace(
        SMALL.sources,
        repositories={
            "debian-12": {
                **SMALL.sources.repositories["debian-12"],
                "packages": Repository(
                    uri="https://10.0.0.1:8443/apt/", suite="/", components=(), key=KEY, user="ci@corp", place="packages"
                ),
            }
        },
        registry_mirrors={"registry.k8s.io:443": (RegistryMirror(url="https://10.0.0.1:5443", ca="the CA", user="robot$ci"),)},
        proxy=Proxy(http="http://10.0.0.2:3128", https="http://10.0.0.3:3128", user="ci", no_proxy=(".example.com", "10.0.0.0/24")),
    ),
)
"""What asks for passwords."""

T_1 = replace(host("t-1", "10.0.0.25"), platform="debian-13")
R_1 = replace(host("r-1", "10.0.0.26"), platform="rhel-9", architecture="arm64")

MIXED = replace(
    SMALL,
    name="mixed",
    worker_pools=(replace(GENERAL, hosts=(R_1, T_1)),),
    containerd=replace(
        SMALL.containerd,
        packages={
            **CONTAINERD,
            "debian-13": Package(name="containerd.io", version="2.2.*"),
            "rhel-9": Package(name="containerd.io", version=None),
        },
    ),
    sources=replace(
        SMALL.sources,
        repositories={
            **SMALL.sources.repositories,
            "debian-13": SMALL.sources.repositories["debian-12"],
            "rhel-9": {
                "kubernetes": Repository(uri="https://pkgs.k8s.io/core:/stable:/v1.36/rpm/", suite="/", components=(), key=KEY),
                "packages": Repository(
                    uri="https://mirror.example.org/centos/$releasever/$basearch/stable", suite="/", components=(), key=KEY
                ),
            },
        },
    ),
)
"""A control plane of Debian 12, a worker of Debian 13, and one of RHEL 9 on arm64."""

BUNDLED = replace(
    SMALL,
    name="bundled",
    sources=replace(
        SMALL.sources,
        bundle=Bundle(
            lock=Lock(wants={}, packages=(), images={}, artefacts={}, archives={"control-plane": "c" * 64, "worker": "d" * 64}),
            directory="bundle",
        ),
    ),
)
"""No network: everything comes in an archive."""


EXTERNAL = replace(
    SMALL,
    name="external",
    control_plane=replace(SMALL.control_plane, hosts=(CP_1, CP_2, CP_3)),
    endpoint=Endpoint(host="api.example.internal", port=6443),
    etcd=ExternalEtcd(
        hosts=(host("etcd-1", "10.0.0.31"), host("etcd-2", "10.0.0.32"), host("etcd-3", "10.0.0.33")),
        init_host="etcd-1",
        release=EtcdRelease(version="3.6.8", url="https://x/etcd-v3.6.8-linux-amd64.tar.gz", sha256="0" * 64),
        data_dir="/var/lib/etcd",
        client_port=2379,
        peer_port=2380,
        metrics_port=2381,
        quota_bytes=8 * 2**30,
        compaction_retention="8h",
        extra_args=(),
    ),
)
"""Three control planes and etcd on three hosts of its own."""


def etcd_of(spec: ClusterSpec) -> ExternalEtcd:
    """The external etcd of a spec that has one."""
    assert isinstance(spec.etcd, ExternalEtcd)
    return spec.etcd


MATERIAL = JoinMaterial(
    discovery_kubeconfig="discovery",
    ca_crt="ca.crt",
    ca_key="ca.key",
    etcd_ca_crt="etcd/ca.crt",
    etcd_ca_key="etcd/ca.key",
    front_proxy_ca_crt="front-proxy-ca.crt",
    front_proxy_ca_key="front-proxy-ca.key",
    sa_key="sa.key",
    sa_pub="sa.pub",
)
"""Join material in which each PEM text is its own file name."""
