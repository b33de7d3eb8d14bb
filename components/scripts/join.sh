# Make this host a member of its cluster, or take it out again.
# revision: 1
# Parameters: CLUSTER NODE GENERATION ROLE ADDRESS API_PORT API_SERVERS MAY_INIT CERT_SANS ETCD_DATA_DIR PEER_URL; files: kubeadm's documents, join material
# shellcheck shell=bash

create() {
  refuse_other_cluster
  refuse_other_generation
  write_files "$RUN"
  refuse_other_ca
  if is_member; then
    systemctl start containerd kubelet
    wait_until_healthy
    report "$NODE is a member of $CLUSTER already"
    return
  fi
  refuse_to_lose_data
  undo_unfinished_birth
  claim_host
  manage_files "$CONFIG"
  write_files "$PKI"
  if [[ $MAY_INIT == yes ]] && ! cluster_answers; then
    init
  else
    join
  fi
  # Written as soon as kubeadm has ended well: without it, a next run begins the birth anew.
  touch "$STATE/member"
  [[ $ROLE == worker ]] || remember_cert_sans
  wait_until_healthy
  settle
}

init() {
  say "making the cluster $CLUSTER"
  join_documents "$RUN/init.yaml" >"$RUN/config.yaml"
  start_kube_vip_for_init
  kubeadm init --config "$RUN/config.yaml" --skip-token-print
  update_kube_vip
  # Its group passes every authorization and cannot be taken away from it; the CA on this host can make another.
  rm -f /etc/kubernetes/super-admin.conf
  report "$NODE made the cluster $CLUSTER"
}

join() {
  say "joining the cluster $CLUSTER"
  [[ -z ${PEER_URL-} ]] || clear_way_for_own_member
  kubeadm join --config "$RUN/join.yaml"
  if [[ $ROLE == control-plane ]]; then
    let_api_server_reach_kubelets
    update_kube_vip
  fi
  report "$NODE joined the cluster $CLUSTER as $ROLE"
}

# From 1.36.1, 1.35.5 and 1.34.8 on kubeadm's certificate needs this, and only an init or upgrade of such a version makes it.
let_api_server_reach_kubelets() {
  local name=kubeadm:apiserver-kubelet-client kubectl=(kubectl --kubeconfig "$ADMIN_CONF")
  "${kubectl[@]}" get clusterrolebinding "$name" >/dev/null 2>&1 ||
    "${kubectl[@]}" create clusterrolebinding "$name" --clusterrole system:kubelet-api-admin --user kube-apiserver-kubelet-client
}

# A birth that ended and a host without its files: somebody reset it by hand, and etcd's data may be all that is left.
refuse_to_lose_data() {
  [[ ! -e $STATE/member || ! -d ${ETCD_DATA_DIR-}/member ]] ||
    refuse "$NODE was a member of $CLUSTER, has lost $KUBELET_CONF and still has etcd's data: restore the one, or move $ETCD_DATA_DIR away"
}

undo_unfinished_birth() {
  if has_birth_files; then
    say "an earlier run did not end; beginning anew"
    [[ -z ${PEER_URL-} ]] || take_back_own_member
    reset_host
  fi
}

delete() {
  if [[ ! -e $STATE/cluster ]] || ! has_birth_files || is_other_generation; then
    report "$NODE is no member of $CLUSTER"
    return
  fi
  refuse_other_cluster
  reset_host
  local path
  while read -r path; do
    [[ $path != "$CONFIG"/* ]] || give_back "$path"
  done < <(managed_files)
  settle
  report "$NODE is out of the cluster $CLUSTER"
}
