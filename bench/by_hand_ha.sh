#!/usr/bin/env bash
# The highly available cluster of the benchmark as an expert would script it: hosts prepared all at once, then one init, then all joins at once.
# usage: by_hand_ha.sh MIRROR VERSION VIP/PREFIX "BALANCER..." "CONTROL_PLANE..." "WORKER..."     (addresses; environment: SSH_KEY, KNOWN_HOSTS)
set -euo pipefail

mirror=$1 version=$2 vip=${3%/*} vip_cidr=$3
read -ra balancers <<<"$4"
read -ra control_planes <<<"$5"
read -ra workers <<<"$6"
first=${control_planes[0]}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# shellcheck source=bench/by_hand_common.sh
. "$(dirname "$0")/by_hand_common.sh"
# shellcheck source=bench/by_hand_kubeadm.sh
. "$(dirname "$0")/by_hand_kubeadm.sh"

balance() { # OWN PEER PRIORITY
  cat <<HOST
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq
mkdir -p /etc/haproxy /etc/keepalived
base64 -d <<<$(b64 ca.crt) >/etc/haproxy/ca.crt
cat >/etc/haproxy/haproxy.cfg <<'CFG'
defaults
  mode tcp
  timeout connect 2s
  timeout client 15m
  timeout server 15m
  option redispatch
frontend api
  bind :6443
  default_backend api
backend api
  balance leastconn
  option httpchk GET /readyz
  http-check expect status 200
  default-server check check-ssl verify required ca-file /etc/haproxy/ca.crt inter 500 fall 2 rise 1 on-marked-down shutdown-sessions
$(for address in "${control_planes[@]}"; do echo "  server $address $address:6443"; done)
CFG
cat >/etc/keepalived/keepalived.conf <<CFG
vrrp_instance api {
  state BACKUP
  interface \$(ip -o -4 address show to $1/32 | awk '{ print \$2 }')
  virtual_router_id 51
  priority $3
  advert_int 0.3
  unicast_src_ip $1
  unicast_peer { $2 }
  virtual_ipaddress { $vip_cidr }
}
CFG
apt-get install -qq -y --no-install-recommends -o Dpkg::Options::=--force-confold -o Dpkg::Use-Pty=0 haproxy keepalived >/dev/null
systemctl -q enable --now haproxy keepalived
HOST
}

authorities() {
  echo 'mkdir -p /etc/kubernetes/pki/etcd; umask 077'
  local file
  for file in ca.crt ca.key front-proxy-ca.crt front-proxy-ca.key etcd/ca.crt etcd/ca.key sa.key sa.pub; do
    echo "base64 -d <<<$(b64 "${file/etcd\//etcd-}") >/etc/kubernetes/pki/$file"
  done
  echo 'umask 022'
}

init() {
  authorities
  begin "$first" "$vip:6443"
}

authority ca kubernetes
authority front-proxy-ca front-proxy-ca
authority etcd-ca etcd-ca
openssl ecparam -name prime256v1 -genkey -noout -out "$work/sa.key"
openssl ec -in "$work/sa.key" -pubout -out "$work/sa.pub" 2>/dev/null
joining_certificate

front=() rest=()
balance "${balancers[0]}" "${balancers[1]}" 101 | on "${balancers[0]}" >/dev/null & front+=($!)
balance "${balancers[1]}" "${balancers[0]}" 100 | on "${balancers[1]}" >/dev/null & front+=($!)
for address in "${control_planes[@]:1}"; do { prepare .; authorities; } | on "$address" >/dev/null & rest+=($!); done
for address in "${workers[@]}"; do prepare '/(kube-proxy|pause):' | on "$address" >/dev/null & rest+=($!); done
prepare . | on "$first" >/dev/null
all "${front[@]}"
init | on "$first" >/dev/null
all "${rest[@]}"
joins=()
for address in "${control_planes[@]:1}"; do join "$vip:6443" "$address" | on "$address" >/dev/null & joins+=($!); done
for address in "${workers[@]}"; do join "$vip:6443" | on "$address" >/dev/null & joins+=($!); done
all "${joins[@]}"
all_ready $((${#control_planes[@]} + ${#workers[@]})) | on "$first"
