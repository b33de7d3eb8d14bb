#!/usr/bin/env bash
# Makes the host a one-node Kubernetes cluster, by plain kubeadm as its documentation has it.
# usage: cluster.sh VERSION NODE ADDRESS MIRROR REGISTRY MANIFEST
set -euo pipefail

version=$1 node=$2 address=$3 mirror=$4 registry=$5 manifest=$6

install_packages() {
  cat >/etc/apt/sources.list.d/kubernetes.sources <<SOURCES
Types: deb
URIs: $mirror/apt/kubernetes/v${version%.*}/deb/
Suites: /
Signed-By: /etc/apt/keyrings/lab.asc
SOURCES
  export DEBIAN_FRONTEND=noninteractive
  apt-get -q update
  apt-get -q install --yes --no-install-recommends containerd "kubeadm=$version-*" "kubelet=$version-*" "kubectl=$version-*"
}

configure_containerd() {
  mkdir -p /etc/containerd/certs.d/registry.k8s.io /etc/containerd/certs.d/ghcr.io
  for name in registry.k8s.io ghcr.io; do
    printf '[host."%s"]\n  capabilities = ["pull", "resolve"]\n' "$registry" >"/etc/containerd/certs.d/$name/hosts.toml"
  done
  containerd config default |
    sed -e 's/SystemdCgroup = false/SystemdCgroup = true/' \
      -e 's/restrict_oom_score_adj = false/restrict_oom_score_adj = true/' \
      -e 's#sandbox_image = .*#sandbox_image = "registry.k8s.io/pause:3.10.2"#' \
      -e 's#config_path = ""#config_path = "/etc/containerd/certs.d"#' >/etc/containerd/config.toml
  systemctl restart containerd
}

initialise() {
  modprobe br_netfilter || true
  sysctl -q -w net.ipv4.ip_forward=1
  kubeadm init --config /dev/stdin --skip-token-print <<KUBEADM
apiVersion: kubeadm.k8s.io/v1beta4
kind: InitConfiguration
localAPIEndpoint: {advertiseAddress: $address}
nodeRegistration:
  name: $node
  taints: []
  ignorePreflightErrors: [SystemVerification, Swap, NumCPU, Mem]
---
apiVersion: kubeadm.k8s.io/v1beta4
kind: ClusterConfiguration
kubernetesVersion: v$version
networking: {podSubnet: 10.244.0.0/16}
---
apiVersion: kubelet.config.k8s.io/v1beta1
kind: KubeletConfiguration
cgroupDriver: systemd
failSwapOn: false
failCgroupV1: false
evictionHard: {imagefs.available: 0%, nodefs.available: 0%, nodefs.inodesFree: 0%}
---
apiVersion: kubeproxy.config.k8s.io/v1alpha1
kind: KubeProxyConfiguration
conntrack: {maxPerCore: 0, min: 0, tcpEstablishedTimeout: 0s, tcpCloseWaitTimeout: 0s}
KUBEADM
}

install_packages >&2
configure_containerd
initialise >&2
export KUBECONFIG=/etc/kubernetes/admin.conf
curl --fail --silent --show-error "$mirror$manifest" | kubectl apply -f - >&2
kubectl wait --for=condition=Ready "node/$node" --timeout=180s >&2
kubectl -n kube-system rollout status deployment/coredns --timeout=180s >&2
cat "$KUBECONFIG"
