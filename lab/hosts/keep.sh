#!/bin/sh
# Keeps one host: boots it in its cgroups, again after every reboot, and ends when it is powered off.
# Usage: keep.sh CGROUP... -- COMMAND...
set -eu

cgroups=
while [ "$1" != -- ]; do
  cgroups="$cgroups $1"
  shift
done
shift

# cgroup v2 hands controllers down only from a cgroup without processes, so there the host gets a child cgroup of its own,
# a new one for every boot: the last boot left it divided
enter() {
  for cgroup in $cgroups; do
    if [ -d "$cgroup/keeper" ]; then
      cgroup=$cgroup/$1
      find "$cgroup" -depth -type d -exec rmdir {} + 2>/dev/null || true
      mkdir -p "$cgroup"
    fi
    echo 0 >"$cgroup/cgroup.procs"
  done
}

enter keeper
status=133
# with --keep-unit systemd-nspawn ends with 133 on a reboot and leaves the restart to its caller
while [ "$status" -eq 133 ]; do
  status=0
  (enter host && exec "$@") || status=$?
done
exit "$status"
