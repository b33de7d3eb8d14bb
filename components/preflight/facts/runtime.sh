# What runs containers here, and what of Kubernetes runs.
# shellcheck shell=bash

runtime() {
  command -v containerd >/dev/null && fact containerd "$(timeout 5 containerd --version | awk '{ print $3 }')"
  each containerd_systemd_cgroup sed -n 's/^ *SystemdCgroup *= *//p' /etc/containerd/config.toml
  local unit
  for unit in docker crio cri-docker kubelet etcd; do unit_runs "$unit" && fact running "$unit"; done
}
