# A member of etcd on a host of its own: its first start, its changes, its end.
# Parameters: CLUSTER NODE ROLE GENERATION PLATFORM SYSTEMS ARCHITECTURE PEER_URL CLIENT_URL DATA_DIR RELEASE_URL RELEASE_SHA256 ETCD_ENDPOINTS MAY_INIT FORMER; at times ARCHIVE FIREWALL…; files: etcd's, its certificate
# shellcheck shell=bash

need archive before etcd/external etcd/first_start etcd/restart firewall role

# shellcheck disable=SC2034 # lib/files.sh writes into it
LEDGER=$STATE/etcd

create() {
  refuse_foreign_etcd
  [[ ! -e $LEDGER/member ]] || is_other_generation || refuse_lost_data
  if is_etcd_member; then
    start_etcd
    answer_within 120
    report "$NODE is a member of etcd already"
    return
  fi
  remember_before places_of_etcd
  claim_host
  open_archive
  put_output "$LEDGER/ca" fingerprint <<<"${CONTENT[$ETCD_PKI/ca.crt]}"
  prepare_firewall
  make_user
  make_data_directory
  install_release
  write_certificates
  manage_files /etc
  first_start
  # Only a first start reads who the members were then.
  write_file "$ETCD_CONFIG"
  make_durable
  put "$LEDGER/member"
  clear_pending_changes
}

update() {
  refuse_lost_data
  is_etcd_member || refuse "$NODE is no member of etcd (there is no $LEDGER/member on it): let 'up' set it up first"
  open_archive
  local as_told=no
  if has_release && is_written "$ETCD_CONFIG" && is_written "$ETCD_UNIT" && ! changed /; then
    as_told=yes
  fi
  prepare_firewall
  if [[ $as_told == yes ]]; then
    clear_pending_changes
    report_change "is as its stack says"
    return
  fi
  hold_member_lock
  wait_for_the_others
  keep_running_etcd
  install_release
  manage_files /etc
  restart_etcd
  rm -f "$STATE/etcd.previous"
  clear_pending_changes
  report "etcd on $NODE is as its stack says now: restarted"
}

delete() {
  if [[ ! -e $LEDGER/ca ]]; then
    report "nothing of etcd is on $NODE"
    leave_host
    return
  fi
  systemctl disable --now etcd || say "there is no unit"
  undo_role_of places_of_etcd
  systemctl daemon-reload
  give_back_data_directory
  [[ ! -e $LEDGER/user ]] || userdel etcd || say "the user etcd stays"
  rm -rf "$STATE"/etcd.{new,previous} "$DATA_LINK"
  report "$NODE is as it was before etcd"
  leave_host
}
