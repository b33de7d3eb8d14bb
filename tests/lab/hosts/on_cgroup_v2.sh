#!/bin/sh
# Runs a command as on a machine that has cgroup v2 alone, from a cgroup that has processes in it, as a login has.
# Usage: unshare --mount on_cgroup_v2.sh COMMAND...
set -eu

umount --recursive /sys/fs/cgroup
mount -t cgroup2 cgroup2 /sys/fs/cgroup

before=/sys/fs/cgroup$(sed -n 's/^0:://p' /proc/self/cgroup)
own=/sys/fs/cgroup/pulumi-kubeadm-test
leave() {
  echo 0 >"$before/cgroup.procs"
  rmdir "$own"
}
trap leave EXIT

mkdir "$own"
echo 0 >"$own/cgroup.procs"
"$@"
