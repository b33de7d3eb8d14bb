# Make this host ready for Kubernetes, or as it was before.
# Parameters: CLUSTER NODE GENERATION ROLE ARCHIVE PLATFORM SYSTEMS ARCHITECTURE KUBERNETES_VERSION CONTAINERD_PACKAGE CONTAINERD_VERSION IMAGE_REPOSITORY IMAGES SWAP TIME_ZONE CHRONY HOSTS PACKAGES ETCD_DATA_DIR; at times FIREWALL… SELINUX; files: /etc
# shellcheck shell=bash

need before firewall host images own_packages packages reset selinux swap

create() {
  remember_before
  claim_host
  prepare_host
  systemctl enable kubelet
  pull_images
  clear_pending_changes
  report "$NODE is ready for Kubernetes $KUBERNETES_VERSION"
}

delete() {
  if ! is_claimed; then
    forget_unclaimed
    report "nothing of $CLUSTER is on $NODE"
  else
    delete_leftovers_of balancer
    stop_kubelet_for_good
    ! has_cluster_files || reset_host
    undo_role
    restart_foreign_containerd
    # A role whose creation failed here is in no state, and has the only copy of what it replaced.
    if compgen -G "$STATE/*/was-here" >/dev/null; then
      forget_role
      note "what another role has brought here stays, and what was in its place is below $STATE"
    else
      remove_state
    fi
    rm -rf "$LOGS"
    report "$NODE is as it was before $CLUSTER; its kernel keeps modules until it boots"
  fi
  remove_bundle
}

# All that this step brings to a host.
undo_role() {
  restore_selinux
  leave_firewall
  remove_own_packages
  remove_packages
  firewalld_lose_tools
  restore_swap
  undo_preparation
  { places_of_packages; places_of_a_member; } | without_others_places | clear_places
  remove_made_directories
}

# A containerd that stays because others need it has what is theirs in its places.
without_others_places() {
  local pattern='^$'
  [[ " ${NEEDED[*]-} " != *" containerd"* ]] || pattern='/containerd$'
  grep -vE "$pattern"
}

# A containerd that was here before us gets its own configuration back.
restart_foreign_containerd() {
  if systemctl is-active --quiet containerd; then
    systemctl daemon-reload
    systemctl restart containerd
  fi
}
