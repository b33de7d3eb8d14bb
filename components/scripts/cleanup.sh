# The end of a host: what is still here once all that the state knows of is gone. A creation that was killed is in no state.
# Parameters: CLUSTER NODE ROLE GENERATION PLATFORM SYSTEMS ARCHITECTURE ETCD_DATA_DIR DATA_DIR
# shellcheck shell=bash

need before

delete() {
  is_claimed || forget_unclaimed
  # In the order in which a stack takes them away.
  delete_leftovers_of balancer member install prepare credentials
  # A removal that was killed at its very end has left nothing but whose this host was.
  if ! has_roles && ! has_cluster_files; then
    remove_state
    rm -rf "$LOGS"
  fi
  [[ -d $STATE ]] || remove_bundle
  report "nothing of $CLUSTER is on $NODE"
}
