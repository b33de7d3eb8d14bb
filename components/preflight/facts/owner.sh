# Whose host this is, as our steps have written it down.
# shellcheck shell=bash

STATE=/var/lib/pulumi-kubeadm

# The name of the cluster, its id, and the host's name there.
owner() {
  local key value
  while read -r key value; do
    case $key in
      cluster) fact owner "$value" ;;
      id | node) fact "owner_$key" "$value" ;;
    esac
  done <$STATE/owner
}
