#!/usr/bin/env bash
# What this host is, for preflight to judge: a line `key=value` a fact. Nothing on the host is changed.
# It reaches a shell's stdin behind its parameters: DIRECTORIES NAMES MODULES COMMANDS, words each, and ETCD_DATA_DIR.
# shellcheck disable=SC2016 # programs of awk
set -u
export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C

STATE=/var/lib/pulumi-kubeadm
KUBERNETES=/etc/kubernetes

fact() { printf '%s=%s\n' "$1" "${*:2}"; } # KEY VALUE

# Each line that a command prints is a fact; a command that fails tells none.
each() { timeout 5 "${@:2}" 2>/dev/null | sed "s/^/$1=/"; } # KEY COMMAND…

first_line() { head -n 1 -- "$1" 2>/dev/null; }

machine() {
  # shellcheck source=/dev/null
  (. /etc/os-release && fact platform "${ID-} ${VERSION_ID-}" && fact platform_name "${PRETTY_NAME-}")
  fact architecture "$(uname -m)"
  fact kernel "$(uname -r)"
  fact cgroup "$(stat -fc %T /sys/fs/cgroup)"
  fact cpus "$(nproc)"
  fact hostname "$(uname -n)"
  fact machine_id "$(first_line /etc/machine-id)"
  fact product_uuid "$(first_line /sys/class/dmi/id/product_uuid)"
  fact init "$(first_line /proc/1/comm)"
  each memory awk '/^MemTotal:/ { print $2 }' /proc/meminfo
  each swap awk 'NR > 1 { print $1, $3 }' /proc/swaps
  fact selinux "$(first_line /sys/fs/selinux/enforce)"
  local word
  for word in $DIRECTORIES; do disk "$word"; done
  for word in $MODULES; do has_module "$word" || fact module_missing "$word"; done
  for word in $COMMANDS; do command -v "$word" >/dev/null || fact command_missing "$word"; done
  for word in firewalld nftables; do unit_runs "$word" && fact firewall "$word"; done
  grep -qs '^ENABLED=yes' /etc/ufw/ufw.conf && fact firewall ufw
}

disk() { # DIRECTORY
  local there=$1
  until [[ -d $there ]]; do
    there=${there%/*}
    there=${there:-/}
  done
  timeout 5 df -Pk -- "$there" | awk -v directory="$1" 'NR == 2 { print "disk=" directory, $2, $4, $6 }'
}

# Loaded, built in, or to be had: the last is only asked.
has_module() { [[ -d /sys/module/${1//-/_} ]] || grep -qw "$1" /proc/filesystems || modprobe --dry-run --quiet "$1"; }

unit_runs() { timeout 5 systemctl is-active --quiet "$1" 2>/dev/null; }

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

runtime() {
  command -v containerd >/dev/null && fact containerd "$(timeout 5 containerd --version | awk '{ print $3 }')"
  each containerd_systemd_cgroup sed -n 's/^ *SystemdCgroup *= *//p' /etc/containerd/config.toml
  local unit
  for unit in docker crio cri-docker kubelet etcd; do unit_runs "$unit" && fact running "$unit"; done
}

# Which cluster is here, by its name and the fingerprint of its CA.
membership() {
  fact owner "$(first_line $STATE/cluster)"
  each api_server sed -n 's/^ *server: *//p' $KUBERNETES/kubelet.conf
  [[ -e $KUBERNETES/pki/ca.crt ]] && fact ca "$(fingerprint <$KUBERNETES/pki/ca.crt)"
  each manifest ls $KUBERNETES/manifests
  each cni ls /etc/cni/net.d
  [[ -n $ETCD_DATA_DIR ]] && each etcd_data ls -A "$ETCD_DATA_DIR"
}

fingerprint() { # < PEM
  sed -n '/BEGIN CERTIFICATE/,/END CERTIFICATE/{/-----/d;p}' | base64 -d | sha256sum | cut -d ' ' -f 1
}

main() {
  echo 'pulumi-kubeadm facts'
  fact began "$(date +%s.%N)"
  machine
  network
  runtime
  membership
  fact ended "$(date +%s.%N)"
}

# Its stdin is this script.
main </dev/null 2>/dev/null
exit 0
