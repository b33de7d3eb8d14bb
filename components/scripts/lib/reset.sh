# Taking a host out of its cluster: what `kubeadm reset` does, and what it leaves to us.
# shellcheck shell=bash

# Links that pod networks make; none of these names is one a person would choose.
LINKS=(cni0 flannel.1 flannel-v6.1 flannel-wg flannel-wg-v6 kube-ipvs0 nodelocaldns)

reset_host() {
  say "taking this host out of its cluster"
  rm -f "$STATE/member"
  # It lets go of the address, and another host takes it over.
  [[ ! -e $MANIFESTS/kube-vip.yaml ]] || stop_kube_vip
  if command -v kubeadm >/dev/null; then
    systemctl start containerd || say "containerd does not run: its containers stay until it does"
    # Its member has left etcd before, or the whole cluster goes.
    kubeadm reset --force --cleanup-tmp-dir --skip-phases remove-etcd-member --cri-socket "$CRI"
  fi
  remove_links
  remove_rules iptables
  remove_rules ip6tables
  places_of_a_member | clear_places
  rm -f "$STATE/cert-sans"
}

remove_links() {
  local link
  for link in "${LINKS[@]}"; do
    [[ ! -d /sys/class/net/$link ]] || ip link delete "$link" || say "link $link stays"
  done
}

# Foreign rules stay, with their counters: the tables are written back without the chains of Kubernetes.
remove_rules() { # iptables|ip6tables
  command -v "$1-save" >/dev/null || return 0
  local rules kept
  rules=$("$1-save" --counters 2>/dev/null) || return 0
  kept=$(grep -vE '(^:|-A |-j |-g )(KUBE|CNI|FLANNEL)-|--comment "?(kubernetes|flanneld|cni)' <<<"$rules" || true)
  [[ $kept == "$rules" ]] || "$1-restore" --counters <<<"$kept"
  if command -v nft >/dev/null; then
    nft delete table "${1%tables}" kube-proxy 2>/dev/null || true
  fi
}
