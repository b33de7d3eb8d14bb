#!/bin/bash
# What a host holds that a cluster could leave behind, one line each: packages, files, links, addresses, mounts, packet filter rules, processes.
# Left out is what any package installation or login changes: package databases, caches, backups of password files.
dpkg-query -W -f 'package ${Package} ${Status}\n'
! command -v rpm >/dev/null || rpm --query --all --queryformat 'package %{NAME} %{VERSION}\n'
find /etc /opt /usr/local /home /root /var/lib -xdev \( \
  -path /var/lib/dpkg -o -path /var/lib/apt -o -path /var/lib/rpm -o -path /var/lib/dnf -o -path /root/.rpmdb \
  -o -path /var/lib/systemd -o -path /var/lib/ucf -o -path /var/lib/sudo -o -path /var/lib/private \
  -o -path '/var/lib/containerd/*' -o -path /etc/ssl/certs -o -path /etc/ld.so.cache -o -path '/etc/*-' \
  \) -prune -o -print | sed 's/^/file /'
ip -o link show | awk -F ': ' '{ sub(/@.*/, "", $2); print "link " $2 }'
ip -o -4 address show | awk '{ print "address " $4 }'
mount | awk '$3 ~ /kubelet|containerd|netns|cni/ { print "mount " $3 }'
{ iptables-save || true; nft list ruleset || true; } 2>/dev/null | grep -oE '(KUBE|FLANNEL|CNI)-[A-Z-]+' | sed 's/^/rule /'
ps -eo comm= | awk '/^(kube|etcd|containerd|flanneld|coredns|haproxy|keepalived)/ { print "process " $0 }'
true
