# The host below Kubernetes: kernel, swap and container runtime.
# shellcheck shell=bash

# What the sheet says of the host below the cluster, at birth and at each change.
prepare_host() {
  open_archive
  fit_containerd
  manage_files /etc
  prepare_firewall
  # A birth that runs again knows nothing of what the host has as a member.
  [[ $STEP == install ]] || drop_missing_files
  did_files
  install_packages
  prepare_selinux
  prepare_kernel
  prepare_swap
  start_containerd
  import_images
}

did_files() {
  local count
  count=$(changed_files | wc -l)
  ((count == 0)) || did "files changed: $count"
}

prepare_kernel() {
  local module
  while read -r module; do
    # A module that is built in, or that the machine has loaded for a container, cannot be loaded and need not be.
    if [[ ! -d /sys/module/$module ]] && ! grep -qw "$module" /proc/filesystems; then
      modprobe "$module" || fail "kernel module $module is neither loaded nor to be had on this host: install the package of kernel modules that has it"
    fi
  done <"$MODULES_FILE"
  sysctl --quiet --load "$SYSCTL_FILE" || fail "this kernel does not take every value of $SYSCTL_FILE (see $LOG there)"
}

# swap: off or keep. What we switch off is marked, so that it can be switched on again.
prepare_swap() {
  if [[ $SWAP == keep ]]; then
    restore_swap
    return
  fi
  if [[ -e /etc/fstab ]] && grep -qE '^[^#]\S*\s+\S+\s+swap\s' /etc/fstab; then
    sed -i -E '/^[^#]\S*\s+\S+\s+swap\s/s/^/#pulumi-kubeadm /' /etc/fstab
    touch "$STATE/swap-off"
  fi
  if [[ $(wc -l </proc/swaps) -gt 1 ]]; then
    touch "$STATE/swap-off"
    systemctl list-units --type swap --state active --plain --no-legend | awk '{print $1}' >>"$STATE/swap-units"
    # A unit that is only stopped comes back with the next boot or device event.
    xargs --no-run-if-empty systemctl mask --now <"$STATE/swap-units"
    swapoff -a
  fi
}

restore_swap() {
  [[ -e $STATE/swap-off ]] || return 0
  sed -i 's/^#pulumi-kubeadm //' /etc/fstab
  if [[ -e $STATE/swap-units ]]; then
    xargs --no-run-if-empty systemctl unmask <"$STATE/swap-units"
  fi
  swapon -a || say "not all swap could be switched on again"
  rm -f "$STATE/swap-off" "$STATE/swap-units"
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
    systemctl daemon-reload
    systemctl restart containerd
    did "containerd restarted"
  else
    systemctl enable --now containerd
  fi
  wait_for 60 "an answer of containerd" unit_healthy containerd
}
