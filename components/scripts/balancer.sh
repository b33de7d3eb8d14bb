# Put haproxy in front of the API servers, and keepalived for their virtual address; or leave the host as it was before.
# revision: 1
# Parameters: CLUSTER NODE GENERATION PLATFORM SYSTEMS ARCHITECTURE ADDRESS PORT VIP INTERFACE PEERS; at times ARCHIVE FIREWALL…; files: /etc, $LEDGER/ca.crt
# shellcheck shell=bash

LEDGER=$STATE/balancer
# shellcheck source=lib/balancer.sh
source "$BUNDLE/lib/balancer.sh"

create() {
  refuse_other_cluster
  refuse_other_generation
  find_interface
  refuse_foreign_holder
  remember_before places_of_a_balancer
  claim_host
  open_archive
  remember_running
  # haproxy reads it as it reads its configuration.
  is_written "$LEDGER/ca.crt" || printf '%s\n' "$HAPROXY" >>"$LEDGER/changed"
  write_files "$LEDGER"
  prepare_firewall
  put_in_place
  [[ -z $VIP ]] || wait_for_the_address
  settle
  report "$NODE leads ${VIP:-$ADDRESS}:$PORT to the API servers of $CLUSTER"
}

delete() {
  if [[ ! -e $LEDGER/was-here ]]; then
    report "no load balancer of $CLUSTER is on $NODE"
    leave_host
    return
  fi
  refuse_other_cluster
  if is_other_generation; then
    report "$NODE lives on another disk by now"
    return
  fi
  # Its last advert lets another host take over at once; then haproxy ends what it has.
  systemctl disable --now keepalived haproxy 2>/dev/null || say "not both were here"
  leave_firewall
  take_packages_away haproxy keepalived
  give_back_files
  places_of_a_balancer | clear_places
  start_what_was_here
  remove_made_directories
  leave_host
  report "$NODE is as it was before it led to the API servers of $CLUSTER"
}

# The address must be free, or be held by one of us, who may have been faster.
refuse_foreign_holder() {
  [[ -n $VIP ]] && ! holds_address || return 0
  local holder peer
  holder=$(mac_of "$VIP")
  [[ -n $holder ]] || return 0
  for peer in $PEERS; do
    [[ $(mac_of "$peer") != "$holder" ]] || return 0
  done
  refuse "the virtual address $VIP is in use by the machine with the hardware address $holder: free it there, or choose another loadBalancer.vip"
}

# Who answers for an address on this network, whether it takes the connection or not.
mac_of() { # ADDRESS
  ip neigh flush to "$1" dev "$DEVICE"
  timeout 1 bash -c "exec 3<>/dev/tcp/$1/$PORT" 2>/dev/null || true
  ip neigh show to "$1" dev "$DEVICE" | sed -n 's/.*lladdr \([^ ]*\).*/\1/p'
}

wait_for_the_address() {
  within 15 address_answers && return 0
  refuse "no load balancer of $CLUSTER holds the virtual address $VIP: look whether the network lets VRRP (IP protocol 112) and ARP pass" \
    < <(journalctl -u keepalived -n 10 -o cat --no-pager)
}

address_answers() { timeout 1 bash -c "exec 3<>/dev/tcp/$VIP/$PORT" 2>/dev/null; }

# Once, before the first change: which of the two was at work here without us.
remember_running() {
  local unit
  [[ ! -e $LEDGER/files ]] || return 0
  for unit in haproxy keepalived; do
    ! systemctl is-active --quiet "$unit" || touch "$LEDGER/had-$unit"
  done
}

# They go on with their own configuration.
start_what_was_here() {
  local unit
  for unit in haproxy keepalived; do
    if [[ -e $LEDGER/had-$unit ]]; then
      systemctl enable --now "$unit"
    fi
  done
}
