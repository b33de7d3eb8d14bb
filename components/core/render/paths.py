"""Paths on hosts. The scripts contain them too; `tests/scripts/test_scripts.py` compares the two."""

CONFIG = "/etc/pulumi-kubeadm"
CLUSTER_CONFIG = f"{CONFIG}/cluster.yaml"
PHASE_CONFIG = f"{CONFIG}/phases.yaml"
KUBELET_CONFIG = f"{CONFIG}/kubelet.yaml"
KUBE_PROXY_CONFIG = f"{CONFIG}/kube-proxy.yaml"
PATCHES = f"{CONFIG}/patches"

STATE = "/var/lib/pulumi-kubeadm"
CREDENTIALS = f"{STATE}/credentials"
# A link to the mark in the data of the etcd member that joined from this host; see scripts/lib/etcd/data.sh.
ETCD_MEMBER = f"{STATE}/etcd-member"
UNPACKED = "/var/cache/pulumi-kubeadm"

# A tmpfs, so that what only init and join need, secrets among it, never reaches a disk.
RUN = "/run/pulumi-kubeadm"
DISCOVERY = f"{RUN}/discovery.conf"
INIT_CONFIG = f"{RUN}/init.yaml"
JOIN_CONFIG = f"{RUN}/join.yaml"
COMMANDS = f"{RUN}/commands"

PKI = "/etc/kubernetes/pki"
ETCD_CA = f"{PKI}/etcd/ca.crt"
ETCD_CLIENT_CRT = f"{PKI}/apiserver-etcd-client.crt"
ETCD_CLIENT_KEY = f"{PKI}/apiserver-etcd-client.key"
CRI_SOCKET = "unix:///run/containerd/containerd.sock"

KERNEL_MODULES = "/etc/modules-load.d/pulumi-kubeadm.conf"
SYSCTL = "/etc/sysctl.d/99-zz-pulumi-kubeadm.conf"
HOSTNAME = "/etc/hostname"
JOURNALD = "/etc/systemd/journald.conf.d/90-pulumi-kubeadm.conf"
KUBELET_DROP_INS = "/etc/systemd/system/kubelet.service.d"
CRICTL = "/etc/crictl.yaml"
CONTAINERD = "/etc/containerd/config.toml"
# Never written to this path: a host with containerd 2.x writes it to CONTAINERD, in place of the other.
CONTAINERD_2 = f"{RUN}/containerd-2.toml"
REGISTRIES = "/etc/containerd/certs.d"
CNI_PLUGINS = "/opt/cni/bin"
PROXY = "/etc/pulumi-kubeadm-proxy.env"
PROXY_DROP_INS = tuple(f"/etc/systemd/system/{unit}.service.d/pulumi-kubeadm-proxy.conf" for unit in ("containerd", "kubelet"))
APT_PROXY = "/etc/apt/apt.conf.d/90pulumi-kubeadm-proxy"
APT_SOURCES = "/etc/apt/sources.list.d"
APT_LOGINS = "/etc/apt/auth.conf.d"
APT_KEYRINGS = "/etc/apt/keyrings"
DNF_REPOSITORIES = "/etc/yum.repos.d"
RPM_KEYS = "/etc/pki/rpm-gpg"

HAPROXY = "/etc/haproxy/haproxy.cfg"
KEEPALIVED = "/etc/keepalived/keepalived.conf"
KEEPALIVED_INTERFACE = "/etc/keepalived/interface.conf"
HAPROXY_CHECK = "/etc/keepalived/haproxy-listens"
BALANCER_CA = f"{STATE}/balancer/ca.crt"
KUBE_VIP = f"{CONFIG}/kube-vip.yaml"
