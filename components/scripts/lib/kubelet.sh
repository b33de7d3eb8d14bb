# The kubelet's configuration on this host: the cluster's, with this host's patches, and the drop-ins of its unit.
# shellcheck shell=bash

KUBELET_FILE=/var/lib/kubelet/config.yaml

# What the running kubelet has been started with, kept until something new is known to work.
keep_running_kubelet() {
  [[ ! -d $STATE/kubelet ]] || return 0
  rm -rf "$STATE/kubelet.new"
  install -d "$STATE/kubelet.new/drop-ins"
  cp -p "$KUBELET_FILE" "$STATE/kubelet.new/config.yaml"
  [[ ! -d $KUBELET_DROP_INS ]] || cp -a "$KUBELET_DROP_INS/." "$STATE/kubelet.new/drop-ins"
  mv "$STATE/kubelet.new" "$STATE/kubelet"
}

update_kubelet() {
  local patches=()
  [[ ! -d $CONFIG/patches ]] || patches=(--patches "$CONFIG/patches")
  kubeadm upgrade node phase kubelet-config "${patches[@]}"
  # kubeadm keeps a copy for each run, for ever.
  rm -rf /etc/kubernetes/tmp/kubeadm-kubelet-config*
  if ! runs_as_configured || changed "$PROXY"; then
    restart_kubelet
    did "kubelet restarted"
  fi
  rm -r "$STATE/kubelet"
}

runs_as_configured() {
  local drop_ins=$KUBELET_DROP_INS
  [[ -d $drop_ins ]] || drop_ins=$(mktemp -d -p "$RUN")
  cmp -s "$KUBELET_FILE" "$STATE/kubelet/config.yaml" && diff -r "$drop_ins" "$STATE/kubelet/drop-ins" >/dev/null
}

restart_kubelet() {
  local journal
  say "restarting the kubelet with its new configuration"
  systemctl restart kubelet || say "it does not start"
  if ! within 60 kubelet_decided || ! within 5 unit_healthy kubelet; then
    journal=$(journalctl -u kubelet -n 10 -o cat --no-pager)
    put_kubelet_back
    refuse "the kubelet of $NODE does not run with its new configuration, so it was put back: change what it complains of" <<<"$journal"
  fi
}

put_kubelet_back() {
  cp -p "$STATE/kubelet/config.yaml" "$KUBELET_FILE"
  rm -rf "$KUBELET_DROP_INS"
  if [[ -n $(ls -A "$STATE/kubelet/drop-ins") ]]; then
    make_directory "$KUBELET_DROP_INS"
    cp -a "$STATE/kubelet/drop-ins/." "$KUBELET_DROP_INS"
  fi
  systemctl daemon-reload
  systemctl restart kubelet
  rm -r "$STATE/kubelet"
}

# It is healthy, or systemd has started it so often that it never will be.
kubelet_decided() {
  unit_healthy kubelet || [[ $(systemctl show --property NRestarts --value kubelet) -ge 2 ]]
}
