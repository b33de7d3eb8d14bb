#!/usr/bin/env bash
# Run one verb of a step on this host: run.sh STEP VERB, with the step's parameter sheet on stdin.
# What the tools print goes to a log on the host; the caller sees one line that says what was done, or a diagnosis.
set -Eeuo pipefail
# Not 077: apt and kubeadm make directories for everybody. What is secret gets its mode before its content.
umask 022
# sudo and SSH give short ones; kubeadm looks for losetup in /usr/sbin.
export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C
unset KUBECONFIG
# kubeadm writes these into its static pods, and nothing here reaches a cluster through a proxy. What fetches has files of its own.
unset http_proxy https_proxy no_proxy all_proxy HTTP_PROXY HTTPS_PROXY NO_PROXY ALL_PROXY
export KUBECACHEDIR=/run/pulumi-kubeadm.cache # root's home is not ours to write to

BUNDLE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
LOCK_SECONDS=900 # a killed client leaves its step running here, and a step ends within this

for library in places log causes wait files credentials archive before system packages host kernel swap commands names others own_packages time cluster reset static_pods kube_vip control_plane kubelet drain bundle members membership etcd etcd_changes own_member firewall selinux; do
  # shellcheck source=/dev/null
  source "$BUNDLE/lib/$library.sh"
done

main() {
  STEP=$1 VERB=$2
  # shellcheck source=/dev/null
  source "$BUNDLE/$STEP.sh"
  declare -F "$VERB" >/dev/null || fail "step $STEP has no verb $VERB"
  local sheet
  sheet=$(cat)
  exec </dev/null
  eval "$sheet"
  unset sheet
  # All is read before the wait for the lock: who holds it may be a delete that removes these scripts.
  source_platform
  local scope=host
  # About something else than this host: the steps of several Nodes run on one control plane at the same time, and who waits is in nobody's way.
  case $STEP in
    node) scope=node-$NODE ;;
    ceph-ready) scope=ceph ;;
  esac
  lock "$scope"
  open_log "$scope"
  [[ $scope != host ]] || install -d -m 0700 "$RUN"
  "$VERB"
}

lock() { # SCOPE
  exec 9>"/run/pulumi-kubeadm.$1.lock"
  flock -w "$LOCK_SECONDS" 9 || fail "another step has been running here for $LOCK_SECONDS s: look at $LOGS on this host"
}

trap 'on_error "$LINENO"' ERR
trap on_exit EXIT
main "$@"
exit
