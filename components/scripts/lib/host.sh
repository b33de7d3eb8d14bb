# The host below Kubernetes: what it is prepared with, and its container runtime.
# shellcheck shell=bash

need archive commands firewall kernel names others own_packages packages selinux swap time

# What the input says of the host below the cluster, before it joins and at each change.
prepare_host() {
  run_commands before
  open_archive
  place_chrony
  place_for_others
  fit_containerd
  refuse_unreadable_sources
  remember_settings known
  manage_files /etc
  prepare_firewall
  # An install that runs again knows nothing of what the host has as a member.
  [[ $STEP == install ]] || drop_missing_files
  did_files
  prepare_hosts_file
  follow_files
  install_packages
  prepare_selinux
  prepare_packages
  run_chrony
  prepare_zone
  prepare_kernel
  prepare_swap
  start_containerd
  import_images
  run_commands after
  await_time
}

# What every machine of a stack is prepared with, but packages and swap.
undo_preparation() {
  restore_zone
  restore_hosts_file
  give_back_files
  give_back_settings
  restore_chrony
  follow_files
}

did_files() {
  local count
  count=$(changed_files | wc -l)
  ((count == 0)) || did "files changed: $count"
}

# What the system does with files of ours, or with those that came back in their places.
follow_files() {
  ! changed /etc/systemd/system/ || systemctl daemon-reload
  ! changed "$JOURNALD_FILE" || systemctl restart systemd-journald
  follow_network_manager
  follow_hostname
}

# From 2.0 on containerd has its settings in other places. It reads the old form too, so a host has that until there is a newer one.
fit_containerd() {
  local version
  ! command -v containerd >/dev/null || version=$(containerd --version | sed -nE 's/.* v?([0-9]+)\..*/\1/p')
  # shellcheck disable=SC2004 # its indexes are names
  [[ ${version:-1} -lt 2 ]] || CONTENT[$CONTAINERD_CONFIG]=${CONTENT[$CONTAINERD_2_CONFIG]}
}

# Running, and with the configuration that is on the disk.
start_containerd() {
  # By now it may be another one.
  fit_containerd
  manage_files /etc/containerd
  # containerd watches this directory for the pod network, and only if it is there.
  make_directory /etc/cni/net.d
  if { [[ /etc/containerd/config.toml -nt /run/containerd/containerd.sock ]] || changed "$PROXY"; } && systemctl is-active --quiet containerd; then
    say "restarting containerd with its new configuration"
    systemctl restart containerd
    did "containerd restarted"
  else
    systemctl enable --now containerd
  fi
  wait_for 60 "an answer of containerd" unit_healthy containerd
}
