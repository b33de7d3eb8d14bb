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
# shellcheck source=bench/by_hand_kubeadm.sh
. "$(dirname "$0")/by_hand_kubeadm.sh"

init() {
  cat <<HOST
mkdir -p /etc/kubernetes/pki
base64 -d <<<$(b64 ca.crt) >/etc/kubernetes/pki/ca.crt; (umask 077; base64 -d <<<$(b64 ca.key) >/etc/kubernetes/pki/ca.key)
HOST
  begin "$control_plane" "$control_plane:6443"
}

authority ca kubernetes
joining_certificate
pids=()
for worker in "${workers[@]}"; do prepare '/(kube-proxy|pause):' | on "$worker" >/dev/null & pids+=($!); done
{ prepare .; init; } | on "$control_plane" >/dev/null
all "${pids[@]}"
pids=()
for worker in "${workers[@]}"; do join "$control_plane:6443" | on "$worker" >/dev/null & pids+=($!); done
all "${pids[@]}"
all_ready $((1 + ${#workers[@]})) | on "$control_plane"
