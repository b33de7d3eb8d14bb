# The kubelet's configuration on this host: the cluster's, with this host's patches.
# shellcheck shell=bash

KUBELET_FILE=/var/lib/kubelet/config.yaml

update_kubelet() {
  local patches=()
  [[ ! -d $CONFIG/patches ]] || patches=(--patches "$CONFIG/patches")
  # The file of the running kubelet, kept until the new one is known to work.
  [[ -e $STATE/kubelet.yaml ]] || cp -p "$KUBELET_FILE" "$STATE/kubelet.yaml"
  kubeadm upgrade node phase kubelet-config "${patches[@]}"
  # kubeadm keeps a copy for each run, for ever.
  rm -rf /etc/kubernetes/tmp/kubeadm-kubelet-config*
  if ! cmp -s "$KUBELET_FILE" "$STATE/kubelet.yaml" || changed "$PROXY"; then
    restart_kubelet
    did "kubelet restarted"
  fi
  rm "$STATE/kubelet.yaml"
}

restart_kubelet() {
  local journal
  say "restarting the kubelet with its new configuration"
  systemctl restart kubelet
  if ! within 60 kubelet_decided || ! within 5 unit_healthy kubelet; then
    journal=$(journalctl -u kubelet -n 10 -o cat --no-pager)
    cp -p "$STATE/kubelet.yaml" "$KUBELET_FILE"
    systemctl restart kubelet
    rm "$STATE/kubelet.yaml"
    refuse "the kubelet of $NODE does not run with its new configuration, so it was put back: change what it complains of" <<<"$journal"
  fi
}

# It is healthy, or systemd has started it so often that it never will be.
kubelet_decided() {
  unit_healthy kubelet || [[ $(systemctl show --property NRestarts --value kubelet) -ge 2 ]]
}
