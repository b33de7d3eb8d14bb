# Bring a live node to what its input says; nothing that is as it should be is touched.
# Parameters: CLUSTER NODE ROLE ARCHIVE ADDRESS API_PORT CERT_SANS PEER_URL DRAIN_GROUP PLATFORM SYSTEMS ARCHITECTURE KUBERNETES_VERSION CONTAINERD_PACKAGE CONTAINERD_VERSION IMAGE_REPOSITORY SWAP TIME_ZONE CHRONY HOSTS PACKAGES; at times FIREWALL… SELINUX; files: /etc; PASSWORDS changes when one does
# shellcheck shell=bash

need control_plane host kube_vip kubelet publish static_pods upgrade

update() {
  refuse_no_member
  refuse_lost_data
  local was_ready=no
  if node_ready; then
    was_ready=yes
  fi
  refuse_other_data_dir
  if [[ $ROLE == worker ]]; then
    refuse_older_kubelet
  else
    refuse_upgrade
  fi
  keep_running_kubelet
  prepare_host
  [[ $ROLE == worker ]] || update_control_plane
  update_kubelet
  # Without a pod network a Node is never Ready, and that is not this change's doing.
  [[ $was_ready == no ]] || wait_for 120 "readiness of Node $NODE with Kubernetes $KUBERNETES_VERSION" node_ready "$KUBERNETES_VERSION"
  roll_out_owed_kube_proxy
  lift_own_cordon
  clear_pending_changes
  report_change "is as its stack says"
}

update_control_plane() {
  export ETCD_KUBECONFIG=$ADMIN_CONF
  local documents=$RUN/config.yaml
  join_documents "$CONFIG/phases.yaml" >"$documents"
  render_manifests "$documents" "$RUN/manifests"
  forget_unfinished_snapshot
  ! changes_version || prepare_version "$documents"
  update_api_certificate "$documents"
  # Before the upload, so that settings with which nothing runs never reach the cluster.
  update_manifests "$RUN/manifests"
  upload_configuration "$documents"
  update_kube_vip
}

refuse_other_data_dir() {
  [[ -e $MANIFESTS/etcd.yaml ]] || return 0
  local live wanted
  live=$(sed -n 's/^ *- --data-dir=//p' "$MANIFESTS/etcd.yaml")
  wanted=$(sed -n 's/^ *dataDir: //p' <<<"${CONTENT[$CONFIG/cluster.yaml]}")
  [[ $live == "$wanted" ]] || refuse "etcd's data is in $live and the stack says $wanted: moving it is not done by a change, set etcd.dataDir back"
}
