# Taking a host out of its cluster: what `kubeadm reset` does, and what it leaves to us.
# shellcheck shell=bash

need before kube_vip

# Links that pod networks make; none of these names is one a person would choose.
LINKS=(cni0 flannel.1 flannel-v6.1 flannel-wg flannel-wg-v6 kube-ipvs0 nodelocaldns)

# Who leaves is stopped before he is forgotten: no boot may start it again, and register its Node anew.
stop_kubelet_for_good() {
  systemctl disable --now kubelet || say "there is no unit of a kubelet"
  ! systemctl is-active --quiet kubelet || fail "the kubelet of $NODE does not stop: look at 'systemctl status kubelet' there"
}

reset_host() {
  say "taking this host out of its cluster"
  rm -f "$STATE/member" "$DATA_LINK"
  # It lets go of the address, and another host takes it over.
  [[ ! -e $MANIFESTS/kube-vip.yaml ]] || stop_kube_vip
  if command -v kubeadm >/dev/null; then
    systemctl start containerd || say "containerd does not run: its containers stay until it does"
    # Its member has left etcd before, or the whole cluster goes.
    kubeadm reset --force --cleanup-tmp-dir --skip-phases remove-etcd-member --cri-socket "$CRI"
    ! unit_healthy containerd || within 120 has_no_pods || note "pods are left in containerd of $NODE: a boot ends them"
  fi
  remove_links
  remove_rules iptables
  remove_rules ip6tables
  places_of_a_member | clear_places
  rm -f "$STATE/cert-sans"
}

# kubeadm only warns of what containerd does not end in its time, and its network and mounts would stay.
has_no_pods() {
  local pods
  pods=$(timeout 60 crictl pods --quiet) || return 1
  [[ -n $pods ]] || return 0
  say "removing pods that kubeadm has left"
  # shellcheck disable=SC2086 # identifiers
  timeout 60 crictl rmp --force $pods || return 1
}

remove_links() {
  local link
  for link in "${LINKS[@]}"; do
    [[ ! -d /sys/class/net/$link ]] || ip link delete "$link" || say "link $link stays"
  done
}

# Foreign rules stay, with their counters: the tables are written back without the chains of Kubernetes and what leads there.
remove_rules() { # iptables|ip6tables
  command -v "$1-save" >/dev/null || return 0
  local rules kept
  rules=$("$1-save" --counters 2>/dev/null) || return 0
  kept=$(foreign_rules <<<"$rules")
  [[ $kept == "$rules" ]] || "$1-restore" --counters <<<"$kept"
  if command -v nft >/dev/null; then
    nft delete table "${1%tables}" kube-proxy 2>/dev/null || true
  fi
}

# By their chains: kube-proxy, the kubelet, the plugins of CNI and flannel (from v0.20.2 on) have no rule outside of them that does not
# lead to one. Comments are everybody's, and may say anything.
foreign_rules() { # < what iptables-save prints
  awk '{
    rule = $0
    gsub(/\\./, "", rule)
    gsub(/"[^"]*"/, "", rule)
  }
  rule !~ /(^:|^(\[[0-9:]+\] )?-A |^(\[[0-9:]+\] )?-A .* -[jg] )(KUBE|CNI|FLANNEL)-/'
}
