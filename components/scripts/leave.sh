# A member of etcd leaves it: this runs on the host of another member.
# Parameters: CLUSTER NODE PEER_URL ETCD_ENDPOINTS; NODE is the one that leaves; the last where etcd has hosts of its own
# shellcheck shell=bash

need etcd/changes
about cluster

delete() {
  if ! is_claimed || [[ -z ${ETCD_ENDPOINTS-} && ! -e $ADMIN_CONF ]]; then
    report "there is no etcd on this host any more"
    return
  fi
  ETCD_KUBECONFIG=$ADMIN_CONF leave_etcd
  report "$NODE is no member of etcd any more"
}
