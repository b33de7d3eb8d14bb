# Make a host that is no node what its stack says of every machine, or leave it as it was before.
# Parameters: CLUSTER NODE GENERATION ROLE PLATFORM SYSTEMS ARCHITECTURE TIME_ZONE CHRONY HOSTS PACKAGES; at times ARCHIVE; files: /etc
# shellcheck shell=bash

need archive before commands host kernel names others own_packages time

# shellcheck disable=SC2034 # lib/files.sh writes into it
LEDGER=$STATE/prepared

create() {
  # It has no places of its own.
  remember_before true
  claim_host
  update
}

update() {
  run_commands before
  open_archive
  place_chrony
  place_for_cloud_init
  refuse_unreadable_sources
  remember_settings known
  manage_files /etc
  drop_missing_files
  did_files
  prepare_hosts_file
  follow_files
  prepare_packages
  run_chrony
  prepare_zone
  if [[ -e $SYSCTL_FILE ]]; then
    prepare_kernel
  else
    give_back_settings
  fi
  run_commands after
  await_time
  clear_pending_changes
  report_change "is prepared as its stack says"
}

delete() {
  if [[ -e $LEDGER/was-here ]]; then
    undo_role
  fi
  report "$NODE is as it was before it was prepared"
  leave_host
}

undo_role() {
  remove_own_packages
  undo_preparation
  remove_made_directories
  rm -rf "$STATE"/{commands,sysctl,packages,packages.d}
}
