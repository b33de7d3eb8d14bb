# Rules of nftables.service. A table of our own could not let through what another one drops, so that the rules go into the
# chains that are there; and as the service begins with an empty ruleset, they follow each time it has loaded its own.
# shellcheck shell=bash

need firewall

NFTABLES_HOME=/usr/local/lib/pulumi-kubeadm
NFTABLES_DROP_IN=/etc/systemd/system/nftables.service.d/pulumi-kubeadm.conf

nftables_runs() { command -v nft >/dev/null && systemctl is-active --quiet nftables; }

nftables_open() {
  file "$NFTABLES_HOME/open-nftables" 0755 "$(<"$BUNDLE/lib/firewall/open-nftables.sh")"$'\n'
  file "$NFTABLES_HOME/nftables.rules" 0644 "$(nftables_rules)"$'\n'
  file "$NFTABLES_DROP_IN" 0644 "# Of pulumi-kubeadm.
[Service]
ExecStartPost=-$NFTABLES_HOME/open-nftables
ExecReload=-$NFTABLES_HOME/open-nftables
"
  manage_files "$NFTABLES_HOME"
  manage_files "${NFTABLES_DROP_IN%/*}"
  ! changed "$NFTABLES_DROP_IN" || systemctl daemon-reload
  ! nftables_runs || "$NFTABLES_HOME/open-nftables"
  ! changed "$NFTABLES_HOME/" || did "firewall nftables opened"
}

nftables_close() {
  [[ ! -e $NFTABLES_HOME/open-nftables ]] || ! command -v nft >/dev/null || "$NFTABLES_HOME/open-nftables" close
  local path
  for path in "$NFTABLES_HOME/open-nftables" "$NFTABLES_HOME/nftables.rules" "$NFTABLES_DROP_IN"; do
    give_back_managed "$path"
  done
  systemctl daemon-reload
}

nftables_stop() { stop_unit nftables; }

nftables_start() { start_unit nftables; }

# A line each: the hook, and the rule without its place.
nftables_rules() {
  each_port nftables_port
  [[ -n ${FIREWALL_PODS-} ]] || return 0
  printf '%s\n' "input ip saddr $FIREWALL_PODS accept" \
    "forward ip saddr $FIREWALL_PODS accept" \
    "forward ip daddr $FIREWALL_PODS ct state established,related accept" \
    "forward ip daddr $FIREWALL_PODS ip saddr { ${FIREWALL_NETWORKS//,/, } } accept" \
    "forward meta l4proto tcp ct original proto-dst $FIREWALL_NODE_PORTS ct status dnat accept" \
    "forward meta l4proto udp ct original proto-dst $FIREWALL_NODE_PORTS ct status dnat accept"
}

nftables_port() { # PROTOCOL PORTS SOURCE PROCESS
  local from="ip saddr $3 " what="$1 dport $2"
  [[ $3 != any ]] || from=
  [[ $1 != vrrp ]] || what="ip protocol 112"
  printf 'input %s%s accept comment "%s"\n' "$from" "$what" "$4"
}
