# Make a host that is no node what its stack says of every machine, or leave it as it was before.
# revision: 1
# Parameters: CLUSTER NODE GENERATION ROLE PLATFORM SYSTEMS ARCHITECTURE TIME_ZONE CHRONY HOSTS PACKAGES; at times ARCHIVE; files: /etc
# shellcheck shell=bash

# shellcheck disable=SC2034 # lib/files.sh writes into it
LEDGER=$STATE/prepared

create() {
  refuse_other_cluster
  refuse_other_generation
  # It has no places of its own.
  remember_before true
  claim_host
  update
}

update() {
  refuse_other_cluster
  run_commands before
  open_archive
  place_chrony
  place_for_cloud_init
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
  settle
  report_change "is prepared as its stack says"
}

delete() {
  if [[ -e $LEDGER/was-here ]]; then
    refuse_other_cluster
    if is_other_generation; then
      report "$NODE lives on another disk by now"
      return
    fi
    remove_own_packages
    restore_zone
    restore_hosts_file
    give_back_files
    give_back_settings
    restore_chrony
    follow_files
    remove_made_directories
    rm -rf "$STATE"/{commands,sysctl,packages,packages.d}
  fi
  report "$NODE is as it was before it was prepared"
  leave_host
}
