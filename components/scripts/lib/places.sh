# Where things are on a host; `render/paths.py` knows the same places.
# shellcheck shell=bash
# shellcheck disable=SC2034 # every script uses some of them

CONFIG=/etc/pulumi-kubeadm    # what kubeadm's phases read
STATE=/var/lib/pulumi-kubeadm # what was here before us, and what we set
CREDENTIALS=$STATE/credentials
RUN=/run/pulumi-kubeadm       # a tmpfs: secrets stay off the disk
LOGS=/var/log/pulumi-kubeadm
DISCOVERY=$RUN/discovery.conf

PKI=/etc/kubernetes/pki
MANIFESTS=/etc/kubernetes/manifests
ADMIN_CONF=/etc/kubernetes/admin.conf
KUBELET_CONF=/etc/kubernetes/kubelet.conf
CRI=unix:///run/containerd/containerd.sock

MODULES_FILE=/etc/modules-load.d/pulumi-kubeadm.conf
UNPACKED=/var/cache/pulumi-kubeadm # apt reads it, as a user of its own
PROXY=/etc/pulumi-kubeadm-proxy.env
SYSCTL_FILE=/etc/sysctl.d/99-zz-pulumi-kubeadm.conf
CONTAINERD_CONFIG=/etc/containerd/config.toml
CONTAINERD_2_CONFIG=$RUN/containerd-2.toml
JOURNALD_FILE=/etc/systemd/journald.conf.d/90-pulumi-kubeadm.conf
KUBELET_DROP_INS=/etc/systemd/system/kubelet.service.d
