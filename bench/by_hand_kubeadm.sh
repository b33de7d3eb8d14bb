#!/usr/bin/env bash
# What kubeadm is given by hand; needs by_hand_common.sh.
# shellcheck disable=SC2154

lab_settings() {
  cat <<'YAML'
---
apiVersion: kubelet.config.k8s.io/v1beta1
kind: KubeletConfiguration
cgroupDriver: systemd
failSwapOn: false
failCgroupV1: false
evictionHard: {imagefs.available: "0%", nodefs.available: "0%", nodefs.inodesFree: "0%"}
---
apiVersion: kubeproxy.config.k8s.io/v1alpha1
kind: KubeProxyConfiguration
mode: iptables
conntrack: {maxPerCore: 0, min: 0, tcpEstablishedTimeout: 0s, tcpCloseWaitTimeout: 0s}
YAML
}

# begin ADDRESS ENDPOINT: the cluster, on its first host
begin() {
  cat <<HOST
cat >/root/init.yaml <<'YAML'
apiVersion: kubeadm.k8s.io/v1beta4
kind: InitConfiguration
localAPIEndpoint: {advertiseAddress: $1}
skipPhases: [show-join-command]
nodeRegistration: {ignorePreflightErrors: [SystemVerification, Swap, NumCPU, Mem]}
---
apiVersion: kubeadm.k8s.io/v1beta4
kind: ClusterConfiguration
kubernetesVersion: v$version
controlPlaneEndpoint: $2
networking: {podSubnet: 10.244.0.0/16}
$(lab_settings)
YAML
kubeadm init --config /root/init.yaml
curl -fsS $manifest | kubectl --kubeconfig /etc/kubernetes/admin.conf apply -f -
HOST
}

# join ENDPOINT [ADDRESS]: a worker, or with an address a control plane
join() {
  local plane=''
  if [ $# -eq 2 ]; then plane="controlPlane: {localAPIEndpoint: {advertiseAddress: $2}}"; fi
  discovery "$1"
  cat <<HOST
cat >/root/join.yaml <<'YAML'
apiVersion: kubeadm.k8s.io/v1beta4
kind: JoinConfiguration
discovery: {file: {kubeConfigPath: /run/discovery.conf}}
nodeRegistration: {ignorePreflightErrors: [SystemVerification, Swap, NumCPU, Mem]}
$plane
YAML
kubeadm join --config /root/join.yaml
HOST
}

# discovery ENDPOINT: how a joining host finds the cluster
discovery() {
  cat <<HOST
cat >/run/discovery.conf <<'YAML'
apiVersion: v1
kind: Config
clusters: [{name: c, cluster: {server: "https://$1", certificate-authority-data: $(b64 ca.crt)}}]
users: [{name: u, user: {client-certificate-data: $(b64 join.crt), client-key-data: $(b64 join.key)}}]
contexts: [{name: x, context: {cluster: c, user: u}}]
current-context: x
YAML
HOST
}
