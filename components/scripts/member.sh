# A member of etcd on a host of its own: its birth, its changes, its end.
# revision: 1
# Parameters: CLUSTER NODE GENERATION PLATFORM SYSTEMS ARCHITECTURE PEER_URL CLIENT_URL DATA_DIR RELEASE_URL RELEASE_SHA256 ETCD_ENDPOINTS MAY_INIT FORMER; at times ARCHIVE FIREWALL…; files: etcd's, its certificate
# shellcheck shell=bash

for library in etcd_member etcd_birth etcd_restart; do
  # shellcheck source=/dev/null
  source "$BUNDLE/lib/$library.sh"
done
# shellcheck disable=SC2034 # lib/files.sh writes into it
LEDGER=$STATE/etcd

create() {
  refuse_other_cluster
  refuse_other_generation
  refuse_foreign_etcd
  if is_etcd_member; then
    start_etcd
    answer_within 120
    report "$NODE is a member of etcd already"
    return
  fi
  remember_before places_of_etcd
  claim_host
  open_archive
  fingerprint <<<"${CONTENT[$ETCD_PKI/ca.crt]}" >"$LEDGER/ca"
  prepare_firewall
  make_user
  make_data_directory
  install_release
  write_certificates
  manage_files /etc
  be_born
  # Only a birth reads who the members were then.
  write_file "$ETCD_CONFIG"
  touch "$LEDGER/member"
  settle
}

update() {
  refuse_other_cluster
  is_etcd_member || refuse "$NODE is no member of etcd (there is no $LEDGER/member on it): run its birth first"
  open_archive
  local as_told=no
  if has_release && is_written "$ETCD_CONFIG" && is_written "$ETCD_UNIT" && ! changed /; then
    as_told=yes
  fi
  prepare_firewall
  if [[ $as_told == yes ]]; then
    settle
    report_change "is as its stack says"
    return
  fi
  wait_for_the_others
  keep_running_etcd
  install_release
  manage_files /etc
  restart_etcd
  rm -f "$STATE/etcd.previous"
  settle
  report "etcd on $NODE is as its stack says now: restarted"
}

delete() {
  if [[ ! -e $LEDGER/ca ]]; then
    report "nothing of etcd is on $NODE"
    leave_host
    return
  fi
  refuse_other_cluster
  if is_other_generation; then
    report "$NODE lives on another disk by now"
    return
  fi
  systemctl disable --now etcd || say "there is no unit"
  leave_firewall
  give_back_files
  systemctl daemon-reload
  places_of_etcd | clear_places
  give_back_data_directory
  remove_made_directories
  [[ ! -e $LEDGER/user ]] || userdel etcd || say "the user etcd stays"
  rm -rf "$STATE"/etcd.{new,previous}
  report "$NODE is as it was before etcd"
  leave_host
}
