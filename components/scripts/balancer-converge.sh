# Bring a live load balancer to what its input says; nothing that is as it should be is touched.
# Parameters: CLUSTER NODE ROLE PLATFORM SYSTEMS ARCHITECTURE ADDRESS PORT VIP INTERFACE PEERS; at times ARCHIVE FIREWALL…; files: /etc
# shellcheck shell=bash

need archive balancer firewall

LEDGER=$STATE/balancer
update() {
  [[ -e $LEDGER/ca.crt ]] || refuse "$NODE is no load balancer of $CLUSTER (there is no $LEDGER/ca.crt on it): let 'up' set it up first"
  open_archive
  find_interface
  prepare_firewall
  put_in_place
  clear_pending_changes
  report_change "leads to the API servers as its stack says"
}
