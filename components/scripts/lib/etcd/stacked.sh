# The member of stacked etcd on this host, before it has joined: asked about with a credential of an hour, made from the CA that is here.
# shellcheck shell=bash

need etcd/changes

# kubeadm adds no member while a leftover of this host is listed. Others that are joining it waits for by itself.
clear_way_for_own_member() {
  make_etcd_kubeconfig
  pursue 180 "$NODE cannot join etcd" way_for_own_member "$NODE" "$PEER_URL"
}

way_for_own_member() { # NAME PEER_URL
  local decision
  decision=$(clear_stale "$@")
  [[ $decision != wait*" is joining: "* ]] || decision=add
  printf '%s' "$decision"
}

# Before a join begins anew: once this host is reset, a vote that it has got would be missing.
remove_own_member() {
  cluster_answers || return 0
  make_etcd_kubeconfig
  # Alone, it is the cluster that was never made.
  observe_members && ((${#IDS[@]} > 1)) || return 0
  remove_member "$NODE" "$PEER_URL"
}

make_etcd_kubeconfig() {
  export ETCD_KUBECONFIG=$RUN/etcd.conf
  write_files "$PKI"
  install -m 0600 /dev/null "$ETCD_KUBECONFIG"
  printf '%s' "${CONTENT[$CONFIG/cluster.yaml]}" >"$RUN/cluster.yaml"
  kubeadm kubeconfig user --config "$RUN/cluster.yaml" --client-name pulumi-kubeadm --org kubeadm:cluster-admins \
    --validity-period 1h >"$ETCD_KUBECONFIG"
}
