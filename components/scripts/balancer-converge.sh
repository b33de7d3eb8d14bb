# Bring a live load balancer to what its sheet says; nothing that is as it should be is touched.
# revision: 1
# Parameters: CLUSTER NODE PLATFORM SYSTEMS ARCHITECTURE ADDRESS PORT VIP INTERFACE PEERS; at times ARCHIVE FIREWALL…; files: /etc
# shellcheck shell=bash

LEDGER=$STATE/balancer
# shellcheck source=lib/balancer.sh
source "$BUNDLE/lib/balancer.sh"

update() {
  refuse_other_cluster
  [[ -e $LEDGER/ca.crt ]] || refuse "$NODE is no load balancer of $CLUSTER (there is no $LEDGER/ca.crt on it): run its birth first"
  open_archive
  find_interface
  prepare_firewall
  put_in_place
  settle
  report_change "leads to the API servers as its stack says"
}
