#!/usr/bin/env bash
# Of pulumi-kubeadm: let the cluster's traffic through the chains of this host that could drop it, or no more (open-nftables close).
# nftables.service runs this when it has loaded its own rules.
set -euo pipefail
export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C
RULES=${BASH_SOURCE[0]%/*}/nftables.rules
# Programs that manage their tables by themselves: iptables, which could not read them any more, and those of Kubernetes.
FOREIGN='^ip (filter (INPUT|FORWARD)|kube-proxy|flannel-ipv4)( |$)|^inet (firewalld|kube-proxy)( |$)'

# FAMILY TABLE CHAIN HOOK of what filters packets that come here or pass.
filtering_chains() {
  nft list chains | awk '
    $1 == "table" { table = $2 " " $3 }
    $1 == "chain" { chain = $2 }
    $1 == "type" && $2 == "filter" && ($4 == "input" || $4 == "forward") { print table, chain, $4 }
  ' | grep -E '^(inet|ip) ' | grep -vE "$FOREIGN" || true
}

open() {
  local family table chain hook own
  while read -r family table chain hook; do
    own="$family $table pulumi-kubeadm-$hook"
    printf 'add chain %s\nflush chain %s\n' "$own" "$own"
    sed -n "s/^$hook /add rule $own /p" "$RULES"
    [[ $(nft list chain "$family" "$table" "$chain") == *"jump pulumi-kubeadm-$hook"* ]] ||
      printf 'insert rule %s jump pulumi-kubeadm-%s\n' "$family $table $chain" "$hook"
  done < <(filtering_chains)
}

close() {
  local family table chain hook
  while read -r family table chain hook; do
    nft --handle list chain "$family" "$table" "$chain" |
      sed -n "s/.*jump pulumi-kubeadm-$hook # handle/delete rule $family $table $chain handle/p"
  done < <(filtering_chains)
  nft list chains | awk '$1 == "table" { table = $2 " " $3 } $1 == "chain" && $2 ~ /^pulumi-kubeadm-/ { print "delete chain", table, $2 }'
}

# One transaction: there is no moment in which half of it is there.
"${1:-open}" | nft -f -
