# A Node is forgotten once its host has been reset, when no kubelet can register it again: this runs on a control plane.
# Parameters: CLUSTER NODE PEER_URL; the last of a control plane with a member of etcd
# shellcheck shell=bash

need etcd/changes node
about node

delete() {
  if [[ ! -e $ADMIN_CONF ]]; then
    report "there is no cluster on this host any more"
    return
  fi
  wait_for_api
  # Of a join that failed, and so is in no state: its member is taken out before its host is reset.
  ETCD_KUBECONFIG=$ADMIN_CONF leave_etcd
  kubectl_admin delete node "$NODE" --ignore-not-found
  report "Node $NODE is gone from the cluster"
}
