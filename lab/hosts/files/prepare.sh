#!/bin/sh
# What firmware, kernel and DHCP do on a real host: writable cgroups, shared mounts, an address and a default route.
# Parameters: ADDRESS (with prefix length), GATEWAY
set -eu

grep -E ' (cgroup|cgroup2) ' /proc/mounts | cut -d ' ' -f 2 | while read -r mount; do
  mount -o remount,rw,bind "$mount"
done
# systemd-nspawn shows only parts of /sys
mkdir -p /run/lab/sys /sys/module
mount -t sysfs sysfs /run/lab/sys
mount --bind /run/lab/sys/module /sys/module
umount /run/lab/sys

# kubelet and containerd propagate mounts between pods and the host
mount --make-rshared /

ip link set host0 up
ip address replace "$ADDRESS" dev host0
ip route replace default via "$GATEWAY"
