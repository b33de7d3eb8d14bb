#!/usr/bin/env bash
# The cluster of the build benchmark as an expert would script it: every host at once, images pulled side by side, no token to wait for.
# usage: by_hand.sh MIRROR VERSION CONTROL_PLANE WORKER...     (addresses; environment: SSH_KEY, KNOWN_HOSTS)
set -euo pipefail

mirror=$1 version=$2 control_plane=$3
shift 3
workers=("$@")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# shellcheck source=bench/by_hand_common.sh
. "$(dirname "$0")/by_hand_common.sh"

init() {
  cat <<HOST
mkdir -p /etc/kubernetes/pki
base64 -d <<<$(b64 ca.crt) >/etc/kubernetes/pki/ca.crt; (umask 077; base64 -d <<<$(b64 ca.key) >/etc/kubernetes/pki/ca.key)
cat >/root/init.yaml <<'YAML'
apiVersion: kubeadm.k8s.io/v1beta4
kind: InitConfiguration
localAPIEndpoint: {advertiseAddress: $control_plane}
skipPhases: [show-join-command]
nodeRegistration: {ignorePreflightErrors: [SystemVerification, Swap, NumCPU, Mem]}
---
apiVersion: kubeadm.k8s.io/v1beta4
kind: ClusterConfiguration
kubernetesVersion: v$version
controlPlaneEndpoint: $control_plane:6443
networking: {podSubnet: 10.244.0.0/16}
$(lab_settings)
YAML
kubeadm init --config /root/init.yaml
curl -fsS $manifest | kubectl --kubeconfig /etc/kubernetes/admin.conf apply -f -
HOST
}

join() {
  discovery "$control_plane:6443"
  cat <<HOST
cat >/root/join.yaml <<'YAML'
apiVersion: kubeadm.k8s.io/v1beta4
kind: JoinConfiguration
discovery: {file: {kubeConfigPath: /run/discovery.conf}}
nodeRegistration: {ignorePreflightErrors: [SystemVerification, Swap, NumCPU, Mem]}
YAML
kubeadm join --config /root/join.yaml
HOST
}

authority ca kubernetes
joining_certificate
pids=()
for worker in "${workers[@]}"; do prepare '/(kube-proxy|pause):' | on "$worker" >/dev/null & pids+=($!); done
{ prepare .; init; } | on "$control_plane" >/dev/null
for pid in "${pids[@]}"; do wait "$pid"; done
pids=()
for worker in "${workers[@]}"; do join | on "$worker" >/dev/null & pids+=($!); done
for pid in "${pids[@]}"; do wait "$pid"; done
all_ready $((1 + ${#workers[@]})) | on "$control_plane"
