#!/usr/bin/env bash
# What the scripts by hand share; they set: mirror version work SSH_KEY KNOWN_HOSTS.
# shellcheck disable=SC2154
minor=v${version%.*}
manifest=$mirror/manifests/flannel/v0.28.4/kube-flannel.yml

on() { ssh -q -i "$SSH_KEY" -o UserKnownHostsFile="$KNOWN_HOSTS" -o StrictHostKeyChecking=yes "root@$1" "bash -euo pipefail -s" 2>"$work/$1.err" ||
  { cat "$work/$1.err" >&2; return 1; }; }

# The packages of a node, the images whose names match the pattern, and those of the pod network.
prepare() {
  cat <<HOST
export DEBIAN_FRONTEND=noninteractive
printf 'overlay\nbr_netfilter\n' >/etc/modules-load.d/kubernetes.conf
modprobe overlay 2>/dev/null || true; modprobe br_netfilter 2>/dev/null || true
printf 'net.ipv4.ip_forward = 1\nnet.bridge.bridge-nf-call-iptables = 1\n' >/etc/sysctl.d/kubernetes.conf
sysctl -q --system 2>/dev/null || true
curl -fsS $mirror/keys/lab.asc -o /etc/apt/keyrings/kubernetes.asc
echo 'deb [signed-by=/etc/apt/keyrings/kubernetes.asc] $mirror/apt/kubernetes/$minor/deb/ /' >/etc/apt/sources.list.d/kubernetes.list
apt-get update -qq
mkdir -p /etc/containerd
cat >/etc/containerd/config.toml <<'TOML'
version = 2
[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = "registry.k8s.io/pause:3.10.2"
  restrict_oom_score_adj = true
  [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
    runtime_type = "io.containerd.runc.v2"
    [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc.options]
      SystemdCgroup = true
  [plugins."io.containerd.grpc.v1.cri".registry]
    config_path = "/etc/containerd/certs.d"
TOML
for registry in registry.k8s.io ghcr.io; do
  mkdir -p /etc/containerd/certs.d/\$registry
  printf '[host."%s"]\n  capabilities = ["pull", "resolve"]\n' '${mirror%:*}:5000' >/etc/containerd/certs.d/\$registry/hosts.toml
done
apt-get install -qq -y --no-install-recommends -o Dpkg::Options::=--force-confold -o Dpkg::Use-Pty=0 containerd "kubelet=$version-*" "kubeadm=$version-*" "kubectl=$version-*" cri-tools kubernetes-cni >/dev/null
apt-mark hold kubelet kubeadm kubectl >/dev/null
systemctl -q enable --now containerd kubelet
printf 'runtime-endpoint: unix:///run/containerd/containerd.sock\n' >/etc/crictl.yaml
{
  kubeadm config images list --kubernetes-version v$version | grep -E '$1'
  curl -fsS $manifest | sed -n 's/^ *image: //p' | sort -u
} | xargs -P 8 -n 1 crictl pull >/dev/null
HOST
}

all() { for pid in "$@"; do wait "$pid"; done; }

authority() { # NAME COMMON_NAME
  openssl ecparam -name prime256v1 -genkey -noout -out "$work/$1.key"
  openssl req -x509 -new -key "$work/$1.key" -subj "/CN=$2" -days 3650 -out "$work/$1.crt" 2>/dev/null
}

# Whoever holds this may ask for a node's certificate, as the holder of a bootstrap token may.
joining_certificate() {
  openssl ecparam -name prime256v1 -genkey -noout -out "$work/join.key"
  openssl req -new -key "$work/join.key" -subj /O=system:bootstrappers:kubeadm:default-node-token/CN=join 2>/dev/null |
    openssl x509 -req -CA "$work/ca.crt" -CAkey "$work/ca.key" -CAcreateserial -days 1 -out "$work/join.crt" 2>/dev/null
}

b64() { base64 -w0 "$work/$1"; }

# all_ready COUNT: waits until that many Nodes are Ready
all_ready() {
  cat <<HOST
export KUBECONFIG=/etc/kubernetes/admin.conf
for _ in \$(seq 600); do
  [ "\$(kubectl get nodes --no-headers 2>/dev/null | grep -cw Ready)" -eq $1 ] && exit 0
  sleep 0.2
done
kubectl get nodes -o wide >&2
exit 1
HOST
}
