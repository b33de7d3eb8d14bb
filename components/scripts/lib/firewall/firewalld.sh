# Rules of firewalld: a policy for what comes to this host, whichever zone it comes from, and a zone of the pods with their ways.
# shellcheck shell=bash

need firewall

FIREWALLD=/etc/firewalld
FIREWALLD_FILES=("$FIREWALLD"/policies/pulumi-{ports,from-pods,to-pods}.xml "$FIREWALLD/zones/pulumi-pods.xml")

firewalld_runs() { systemctl is-active --quiet firewalld; }

firewalld_open() {
  firewalld_files
  firewalld_is_written || firewalld_may_reload ||
    refuse "firewalld on $NODE has rules that it would forget when it loads those of $CLUSTER: make them permanent (firewall-cmd --runtime-to-permanent), or drop them (firewall-cmd --reload)"
  manage_files "$FIREWALLD"
  if changed "$FIREWALLD/"; then
    ! firewalld_runs || reload_firewalld
    did "firewall firewalld opened"
  fi
}

firewalld_close() {
  local path may=yes
  firewalld_may_reload || may=no
  for path in "${FIREWALLD_FILES[@]}"; do
    give_back_managed "$path"
  done
  if [[ $may == no ]]; then
    note "firewalld has rules that a reload would forget, so it keeps those of $CLUSTER until its next one"
  elif firewalld_runs; then
    load_firewalld || note "firewalld did not load its rules anew: see journalctl -u firewalld"
  fi
}

# It works with iptables too when they are there as it starts. Should they have come and gone with a node, its next reload would fail.
firewalld_lose_tools() {
  firewalld_runs && grep -qE '^(iptables|ebtables|ipset)' "$LEDGER/packages" || return 0
  if firewalld_may_reload; then
    systemctl restart firewalld
  else
    note "firewalld has rules that a restart would forget: make them permanent (firewall-cmd --runtime-to-permanent) and restart it before its next reload, for iptables left with the node"
  fi
}

reload_firewalld() {
  firewall-cmd --check-config || fail "firewalld on $NODE does not take the rules of $CLUSTER"
  load_firewalld || fail "firewalld on $NODE did not load the rules of $CLUSTER: see journalctl -u firewalld there"
}

# A reload that fails half way leaves everything closed, SSH too.
load_firewalld() { firewall-cmd --reload || systemctl restart firewalld; }

firewalld_stop() { stop_unit firewalld; }

firewalld_start() { start_unit firewalld; }

firewalld_files() {
  local zone
  firewalld_file policies/pulumi-ports policy 'target="CONTINUE" priority="-10"' "$(firewalld_way ANY HOST)" "$(each_port firewalld_port)"
  [[ -n ${FIREWALL_PODS-} ]] || return 0
  zone=$(firewall-cmd --get-zone-of-source="$FIREWALL_PODS" 2>/dev/null || true)
  [[ ${zone:-pulumi-pods} == pulumi-pods ]] ||
    refuse "the pods' addresses $FIREWALL_PODS belong to zone $zone of firewalld on $NODE: remove that source there, it gets a zone of its own"
  firewalld_file zones/pulumi-pods zone 'target="ACCEPT"' "  <source address=\"$FIREWALL_PODS\"/>"
  firewalld_file policies/pulumi-from-pods policy 'target="ACCEPT" priority="-10"' "$(firewalld_way pulumi-pods ANY)"
  firewalld_file policies/pulumi-to-pods policy 'target="CONTINUE" priority="-10"' "$(firewalld_way ANY pulumi-pods)" \
    "$(for source in ${FIREWALL_NETWORKS//,/ }; do firewalld_rule "$source" ''; done)"
}

firewalld_file() { # NAME ELEMENT ATTRIBUTES LINES…
  file "$FIREWALLD/$1.xml" 0644 "<?xml version=\"1.0\" encoding=\"utf-8\"?>
<!-- Of pulumi-kubeadm. -->
<$2 $3>
  <short>${1#*/}</short>
$(printf '%s\n' "${@:4}")
</$2>
"
}

firewalld_way() { printf '  <ingress-zone name="%s"/>\n  <egress-zone name="%s"/>' "$1" "$2"; } # FROM TO

firewalld_port() { # PROTOCOL PORTS SOURCE PROCESS
  local what="<port port=\"$2\" protocol=\"$1\"/>"
  [[ $1 != vrrp ]] || what='<protocol value="112"/>'
  firewalld_rule "$3" "$what"
}

firewalld_rule() { # SOURCE WHAT
  local from="<source address=\"$1\"/>"
  [[ $1 != any ]] || from=
  printf '  <rule family="ipv4">%s%s<accept/></rule>\n' "$from" "$2"
}

firewalld_is_written() {
  local path
  for path in "${FIREWALLD_FILES[@]}"; do
    [[ -z ${CONTENT[$path]-} ]] || is_written "$path" || return 1
  done
}

# A reload forgets what only the running firewall knows, the port of SSH perhaps.
firewalld_may_reload() { ! firewalld_runs || cmp -s <(firewalld_known) <(firewalld_known --permanent); }

firewalld_known() { # [--permanent]
  local of
  for of in zones policies; do
    firewall-cmd "$@" "--list-all-$of" | awk -v RS= -v ORS='\n\n' '$1 !~ /^pulumi-/' |
      sed -E 's/^([^ ]+) \(.*\)$/\1/; /^ *(interfaces|target|icmp-block-inversion):/d'
  done
  firewall-cmd "$@" --direct --get-all-rules
}
