#!/bin/sh
# Keeps one host: starts it in its cgroups, again after every reboot, and ends when it is powered off.
# Usage: keep.sh CGROUP... -- COMMAND...
set -eu

cgroups=
while [ "$1" != -- ]; do
  cgroups="$cgroups $1"
  shift
done
shift

enter() {
  for cgroup in $cgroups; do
    # cgroup v2 gives controllers to children only of a cgroup without processes, so the host gets a child of its own
    [ ! -d "$cgroup/host" ] || cgroup=$cgroup/$1
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
