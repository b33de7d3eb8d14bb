# Make this host a member of its cluster, or take it out again.
# Parameters: CLUSTER NODE GENERATION ROLE KUBERNETES_VERSION ADDRESS API_PORT API_SERVERS MAY_INIT CERT_SANS ETCD_DATA_DIR PEER_URL; at times CONTROL_PLANE_VERSION; files: kubeadm's documents, join material
# shellcheck shell=bash

need control_plane etcd/stacked kube_vip packages reset

create() {
  write_files "$RUN"
  refuse_other_ca
  if is_member; then
    refuse_lost_data
    systemctl enable kubelet
    systemctl start containerd kubelet
    wait_until_healthy
    report "$NODE is a member of $CLUSTER already"
    return
  fi
  refuse_to_lose_data
  undo_unfinished_join
  refuse_foreign_data
  refuse_other_version
  claim_host
  manage_files "$CONFIG"
  write_files "$PKI"
  [[ -z ${ETCD_DATA_DIR-} ]] || mark_data "$ETCD_DATA_DIR"
  systemctl enable kubelet
  if [[ $MAY_INIT == yes ]] && ! cluster_answers; then
    init
  else
    join
  fi
  # Written as soon as kubeadm has ended well: without it, a next run begins the join anew.
  make_durable
  put "$STATE/member"
  [[ $ROLE == worker ]] || remember_cert_sans
  wait_until_healthy
  clear_pending_changes
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

# The host was prepared before somebody changed the version, and it is what makes the cluster.
refuse_other_version() {
  local here
  # https://kubernetes.io/docs/setup/production-environment/tools/kubeadm/create-cluster-kubeadm/#version-skew-policy
  [[ -z ${CONTROL_PLANE_VERSION-} ]] ||
    refuse "$NODE cannot join with kubeadm $KUBERNETES_VERSION, for the control plane has $CONTROL_PLANE_VERSION: put it into a pool of that minor"
  here=$(installed_version kubeadm) || return 0
  [[ $here == "$KUBERNETES_VERSION-"* ]] ||
    refuse "$NODE was prepared for Kubernetes ${here%%-*} and the stack says $KUBERNETES_VERSION: set kubernetesVersion to ${here%%-*}, run up to its end, and change it then"
}

# A join that ended and a host without its files: somebody reset it by hand, and etcd's data may be all that is left.
refuse_to_lose_data() {
  [[ ! -e $STATE/member || ! -d ${ETCD_DATA_DIR-}/member ]] ||
    refuse "$NODE was a member of $CLUSTER, has lost $KUBELET_CONF and still has etcd's data: restore the one, or move $ETCD_DATA_DIR away"
}

# kubeadm's own check of it is ignored, for the mark of the member has to be there before kubeadm is.
refuse_foreign_data() {
  [[ -z ${ETCD_DATA_DIR-} || ! -d $ETCD_DATA_DIR || -z $(find "$ETCD_DATA_DIR" -mindepth 1 -maxdepth 1 ! -name lost+found) ]] ||
    refuse "$ETCD_DATA_DIR is not empty: move what is in it away, or set etcd.dataDir"
}

undo_unfinished_join() {
  if has_cluster_files; then
    say "an earlier run did not end; beginning anew"
    [[ -z ${PEER_URL-} ]] || remove_own_member
    reset_host
  fi
}

delete() {
  if ! is_claimed || ! has_cluster_files; then
    report "$NODE is no member of $CLUSTER"
    return
  fi
  stop_kubelet_for_good
  reset_host
  local path paths=()
  while read -r path; do
    [[ $path != "$CONFIG"/* ]] || paths+=("$path")
  done < <(managed_files)
  give_back "${paths[@]}"
  clear_pending_changes
  report "$NODE is out of the cluster $CLUSTER"
}
