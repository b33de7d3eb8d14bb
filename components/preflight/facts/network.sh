# The network: addresses, routes, ports that are taken, and names.
# shellcheck shell=bash
# shellcheck disable=SC2016 # programs of awk

network() {
  timeout 5 ip -o -4 address show | awk '{ print "address=" $4, $2 }'
  each route ip -4 route show
  each interface ls /sys/class/net
  timeout 5 ss -Hltnp | awk '{ print "listen=" $4, $6 }'
  each nameserver awk '$1 == "nameserver" { print $2 }' /etc/resolv.conf
  local name
  for name in $NAMES; do
    { timeout 4 getent ahostsv4 "$name" >/dev/null || fact unresolved "$name"; } &
  done
  wait
}
