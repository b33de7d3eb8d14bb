# haproxy and keepalived on this host: what is new is checked before it takes the place of what runs.
# Results: DEVICE, the interface of the virtual address.
# shellcheck shell=bash

need packages

HAPROXY=/etc/haproxy/haproxy.cfg
KEEPALIVED=/etc/keepalived/keepalived.conf
KEEPALIVED_INTERFACE=/etc/keepalived/interface.conf
HAPROXY_CHECK=/etc/keepalived/haproxy-listens
DEVICE=

places_of_a_balancer() { printf '%s\n' /etc/haproxy /etc/keepalived /var/lib/haproxy; }

# The interface of the virtual address: the stack's, or the one that has this host's own address.
find_interface() {
  DEVICE=$INTERFACE
  [[ -n $DEVICE ]] || DEVICE=$(interface_with "$ADDRESS")
  { [[ -n $DEVICE ]] && ip link show dev "$DEVICE" >/dev/null 2>&1; } ||
    refuse "there is no interface ${INTERFACE:-with the address $ADDRESS} on $NODE: name the one of the hosts' network in loadBalancer.interface"
  [[ -z $VIP ]] || file "$KEEPALIVED_INTERFACE" 0644 "interface $DEVICE"$'\n'
}

put_in_place() {
  local unit units=(haproxy)
  [[ -z $VIP ]] || units+=(keepalived)
  for unit in "${units[@]}"; do
    # A first day has nothing to check with yet; what it installs starts with these files.
    ! command -v "$unit" >/dev/null || "check_$unit"
  done
  refuse_unreadable_sources
  manage_files /etc
  if [[ -z $VIP ]] && is_managed "$KEEPALIVED"; then
    systemctl disable --now keepalived
    did "keepalived stopped"
  fi
  drop_missing_files
  install_missing "${units[@]}"
  for unit in "${units[@]}"; do
    "check_$unit"
    run_as_configured "$unit"
  done
  within 10 haproxy_listens ||
    refuse "haproxy does not listen at port $PORT of $NODE" < <(journalctl -u haproxy -n 10 -o cat --no-pager)
}

check_haproxy() {
  local found
  printf '%s' "${CONTENT[$HAPROXY]}" >"$RUN/haproxy.cfg"
  found=$(haproxy -c -q -f "$RUN/haproxy.cfg" 2>&1) || refuse "haproxy on $NODE does not take its new configuration and keeps the old one" <<<"$found"
}

# Judged by what it writes: its exit status says nothing where another process of its group is ended first.
check_keepalived() {
  local findings=$RUN/keepalived.findings config=${CONTENT[$KEEPALIVED]}
  # What it names is not in its place yet.
  config=${config//include $KEEPALIVED_INTERFACE/interface $DEVICE}
  printf '%s' "${config//$HAPROXY_CHECK//bin/true}" >"$RUN/keepalived.conf"
  rm -f "$findings"
  setsid keepalived --config-test="$findings" --use-file="$RUN/keepalived.conf" || say "keepalived's check ended with $?"
  [[ -e $findings && ! -s $findings ]] || refuse "keepalived on $NODE does not take its new configuration and keeps the old one" <"$findings"
}

# A reload keeps connections and the virtual address where they are; a restart would not.
run_as_configured() { # UNIT
  if ! systemctl is-active --quiet "$1"; then
    systemctl enable --now "$1"
    did "$1 started"
  elif changed "/etc/$1/"; then
    systemctl reload "$1"
    did "$1 reloaded"
  fi
}

haproxy_listens() { ss -Hltn "sport = :$PORT" | grep -q .; }

holds_address() { ip -o -4 address show to "$VIP" | grep -q .; }
