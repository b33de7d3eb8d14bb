#!/usr/bin/env bash
# One worker more by hand: the host is prepared while a token is made, then joins. Prints the seconds that `kubeadm join` alone took.
# usage: by_hand_worker.sh MIRROR VERSION CONTROL_PLANE WORKER     (addresses; environment: SSH_KEY, KNOWN_HOSTS)
set -euo pipefail

mirror=$1 version=$2 control_plane=$3 worker=$4
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# shellcheck source=bench/by_hand_common.sh
. "$(dirname "$0")/by_hand_common.sh"

prepare '/(kube-proxy|pause):' | on "$worker" >/dev/null &
prepared=$!
join=$(echo 'kubeadm token create --print-join-command' | on "$control_plane")
nodes=$(echo 'kubectl --kubeconfig /etc/kubernetes/admin.conf get nodes --no-headers | wc -l' | on "$control_plane")
wait "$prepared"
began=$(date +%s%N)
echo "$join --ignore-preflight-errors SystemVerification,Swap,NumCPU,Mem" | on "$worker" >/dev/null
echo "$((($(date +%s%N) - began) / 1000000)) ms"
all_ready $((nodes + 1)) | on "$control_plane"
