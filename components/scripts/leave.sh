# A member of external etcd leaves it: this runs on the host of another member.
# revision: 1
# Parameters: CLUSTER NODE PEER_URL ETCD_ENDPOINTS; NODE is the one that leaves
# shellcheck shell=bash

delete() {
  if [[ ! -e $STATE/cluster ]]; then
    report "there is no etcd on this host any more"
    return
  fi
  refuse_other_cluster
  remove_member "$NODE" "$PEER_URL"
  report "$NODE is no member of etcd any more"
}
