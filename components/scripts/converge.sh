# Bring a live node to what its sheet says; nothing that is as it should be is touched.
# revision: 1
# Parameters: CLUSTER NODE ROLE ARCHIVE ADDRESS API_PORT CERT_SANS PLATFORM SYSTEMS ARCHITECTURE KUBERNETES_VERSION CONTAINERD_PACKAGE CONTAINERD_VERSION SWAP TIME_ZONE CHRONY HOSTS PACKAGES; at times FIREWALL… SELINUX; files: /etc; PASSWORDS changes when one does
# shellcheck shell=bash

update() {
  refuse_other_cluster
  is_member || refuse "$NODE is no member of $CLUSTER (there is no $STATE/member on it): run its birth first"
  local was_ready=no
  if node_ready; then
    was_ready=yes
  fi
  refuse_other_data_dir
  keep_running_kubelet
  prepare_host
  [[ $ROLE == worker ]] || update_control_plane
  update_kubelet
  # Without a pod network a Node is never Ready, and that is not this change's doing.
  [[ $was_ready == no ]] || wait_for 120 "readiness of Node $NODE" node_ready
  settle
  report_change "is as its stack says"
}

update_control_plane() {
  local documents=$RUN/config.yaml
  join_documents "$CONFIG/phases.yaml" >"$documents"
  render_manifests "$documents" "$RUN/manifests"
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
