#!/usr/bin/env bash
# What this host is, for preflight to judge: a line `key=value` a fact. Nothing on the host is changed.
# It reaches a shell's stdin behind its functions, which are in facts/, and these behind their parameters: DIRECTORIES NAMES MODULES
# COMMANDS PACKAGES, words each, REPOSITORIES, a line "URI SUITE KEYRING" each, and ETCD_DATA_DIR.
set -u
export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C

main() {
  echo 'pulumi-kubeadm facts'
  fact began "$(date +%s.%N)"
  machine
  network
  runtime
  packages
  strangers
  membership
  at_boot
  fact ended "$(date +%s.%N)"
}

# Its stdin is this script.
main </dev/null 2>/dev/null
exit 0
