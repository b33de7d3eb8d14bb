# Make this host ready for Kubernetes, or as it was before.
# revision: 1
# Parameters: CLUSTER NODE GENERATION ROLE ARCHIVE PLATFORM SYSTEMS ARCHITECTURE KUBERNETES_VERSION CONTAINERD_PACKAGE CONTAINERD_VERSION IMAGE_REPOSITORY IMAGES SWAP TIME_ZONE CHRONY HOSTS PACKAGES ETCD_DATA_DIR; at times FIREWALL… SELINUX; files: /etc
# shellcheck shell=bash

create() {
  refuse_other_cluster
  refuse_other_generation
  remember_before
  claim_host
  prepare_host
  systemctl enable kubelet
  pull_images
  settle
  report "$NODE is ready for Kubernetes $KUBERNETES_VERSION"
}

delete() {
  if [[ ! -e $STATE/cluster ]]; then
    report "nothing of $CLUSTER is on $NODE"
  else
    refuse_other_cluster
    if is_other_generation; then
      report "$NODE lives on another disk by now"
      return
    fi
    if has_birth_files; then
      reset_host
    fi
    restore_selinux
    leave_firewall
    remove_own_packages
    remove_packages
    firewalld_lose_tools
    restore_swap
    restore_zone
    restore_hosts_file
    give_back_files
    give_back_settings
    restore_chrony
    follow_files
    { places_of_packages; places_of_a_member; } | clear_places
    restart_foreign_containerd
    remove_made_directories
    rm -rf "$STATE" "$LOGS" "$KUBECACHEDIR" "$UNPACKED"
    report "$NODE is as it was before $CLUSTER; its kernel keeps modules until it boots"
  fi
  remove_bundle
}

# Pulled side by side and before kubeadm asks for them one by one. What fails here is judged by kubeadm.
pull_images() {
  local image
  while read -r image; do
    crictl inspecti --quiet "$image" >/dev/null 2>&1 || crictl pull "$image" 3>&- 4>&- 9>&- &
  done < <(images_of_role)
  wait
}

images_of_role() {
  local wanted=.
  [[ $ROLE == control-plane ]] || wanted='/(kube-proxy|pause):'
  kubeadm config images list --kubernetes-version "v$KUBERNETES_VERSION" --image-repository "$IMAGE_REPOSITORY" | grep -E "$wanted"
  [[ -z $IMAGES ]] || printf '%s\n' "$IMAGES"
}

# A containerd that was here before us gets its own configuration back.
restart_foreign_containerd() {
  if systemctl is-active --quiet containerd; then
    systemctl daemon-reload
    systemctl restart containerd
  fi
}
