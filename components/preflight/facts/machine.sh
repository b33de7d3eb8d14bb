# The machine: its system, its hardware, and room, modules, commands and firewalls.
# shellcheck shell=bash
# shellcheck disable=SC2016 # programs of awk

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
