# Put haproxy in front of the API servers, and keepalived for their virtual address; or leave the host as it was before.
# Parameters: CLUSTER NODE ROLE GENERATION PLATFORM SYSTEMS ARCHITECTURE ADDRESS PORT VIP INTERFACE PEERS; at times ARCHIVE FIREWALL…; files: /etc, $LEDGER/ca.crt
# shellcheck shell=bash

need archive balancer before firewall role

LEDGER=$STATE/balancer
create() {
  find_interface
  refuse_foreign_holder
  remember_before places_of_a_balancer
  claim_host
  open_archive
  remember_running
  # haproxy reads it as it reads its configuration.
  is_written "$LEDGER/ca.crt" || record "$LEDGER/changed" "$HAPROXY"
  write_files "$LEDGER"
  prepare_firewall
  put_in_place
  [[ -z $VIP ]] || wait_for_the_address
  clear_pending_changes
  report "$NODE leads ${VIP:-$ADDRESS}:$PORT to the API servers of $CLUSTER"
}

delete() {
  if [[ ! -e $LEDGER/was-here ]]; then
    report "no load balancer of $CLUSTER is on $NODE"
    leave_host
    return
  fi
  # Its last advert lets another host take over at once; then haproxy ends what it has. Where nothing was written they are not ours.
  [[ ! -e $LEDGER/files ]] || systemctl disable --now keepalived haproxy 2>/dev/null || say "not both were here"
  undo_role
  start_what_was_here
  leave_host
  report "$NODE is as it was before it led to the API servers of $CLUSTER"
}

undo_role() { undo_role_of places_of_a_balancer haproxy keepalived; }

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
    ! systemctl is-active --quiet "$unit" || put "$LEDGER/had-$unit"
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
