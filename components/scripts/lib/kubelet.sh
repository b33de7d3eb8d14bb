# The kubelet of a live node: its configuration, which is the cluster's with this host's patches, the drop-ins of its unit, its program.
# shellcheck shell=bash

need evict images lease packages publish static_pods

KUBELET_FILE=/var/lib/kubelet/config.yaml
REFUSED_KUBELET=$STATE/kubelet-refused # a program that did not run here, for the next run to try again

# What the running kubelet has been started with, kept until something new is known to work.
keep_running_kubelet() {
  [[ ! -d $STATE/kubelet ]] || return 0
  rm -rf "$STATE/kubelet.new"
  install -d "$STATE/kubelet.new/drop-ins"
  cp -p "$KUBELET_FILE" "$STATE/kubelet.new/config.yaml"
  [[ ! -d $KUBELET_DROP_INS ]] || cp -a "$KUBELET_DROP_INS/." "$STATE/kubelet.new/drop-ins"
  persist_tree "$STATE/kubelet.new"
  mv "$STATE/kubelet.new" "$STATE/kubelet"
}

update_kubelet() {
  local patches=() exchanged=no
  if ! has_kubelet; then
    exchanged=yes
    prepare_exchange
  fi
  [[ ! -d $CONFIG/patches ]] || patches=(--patches "$CONFIG/patches")
  kubeadm upgrade node phase kubelet-config "${patches[@]}"
  # kubeadm keeps a copy for each run, for ever.
  rm -rf /etc/kubernetes/tmp/kubeadm-kubelet-config*
  [[ $exchanged == no ]] || exchange_kubelet
  if ! runs_as_configured || runs_former_program || changed "$PROXY"; then
    [[ $ROLE == worker ]] || prepare_static_pods
    restart_kubelet
    [[ $ROLE == worker ]] || wait_for_static_pods
    did "kubelet restarted"
  fi
  rm -r "$STATE/kubelet"
}

# By the program itself, for one that was put back is not that of its package.
has_kubelet() { [[ $(kubelet --version) == "Kubernetes v$KUBERNETES_VERSION" ]]; }

# A minor is not changed in place: https://kubernetes.io/releases/version-skew-policy/#kubelet
prepare_exchange() {
  # A control plane has them since its manifests changed.
  [[ $ROLE == control-plane ]] || pull_images
  if is_other_minor kubelet; then
    [[ $ROLE == worker ]] || wait_for_controllers
    empty_own_node
  fi
}

is_other_minor() { [[ $("$1" --version) != "Kubernetes v${KUBERNETES_VERSION%.*}."* ]]; } # KUBELET

exchange_kubelet() {
  local program=$STATE/kubelet/program place
  place=$(command -v kubelet)
  if [[ ! -e $program ]]; then
    cp -p "$place" "$program.new"
    persist "$program.new"
    mv "$program.new" "$program"
  fi
  if is_installed kubelet "$KUBERNETES_VERSION-*"; then
    # Its package is here already, and the program that did not run was kept.
    mv -f "$REFUSED_KUBELET" "$place"
  else
    bring_packages "kubelet=$KUBERNETES_VERSION-*"
    hold kubelet
  fi
}

# By what is kept of it, in a run that was killed as well.
runs_former_program() { [[ -e $STATE/kubelet/program ]]; }

# With another minor, the API server is away for a while; of several, the others answer.
prepare_static_pods() {
  hold_lease
  if runs_former_program && is_other_minor "$STATE/kubelet/program" && (($(api_servers | wc -l) < 2)); then
    owe_kube_proxy
  fi
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
  [[ ! -e $STATE/kubelet/program ]] || put_program_back
  cp -p "$STATE/kubelet/config.yaml" "$KUBELET_FILE"
  put_drop_ins_back
  systemctl daemon-reload
  systemctl restart kubelet
  make_durable
  rm -r "$STATE/kubelet"
}

put_program_back() {
  local place
  place=$(command -v kubelet)
  cp -p "$place" "$REFUSED_KUBELET"
  cp -p "$STATE/kubelet/program" "$place.new"
  mv -f "$place.new" "$place"
}

# At no moment is one of the user's own away.
put_drop_ins_back() {
  local kept=$STATE/kubelet/drop-ins name
  if [[ -n $(ls -A "$kept") ]]; then
    make_directory "$KUBELET_DROP_INS"
    cp -a --remove-destination "$kept/." "$KUBELET_DROP_INS"
  fi
  while read -r name; do
    [[ -e $kept/$name || -L $kept/$name ]] || rm -rf "${KUBELET_DROP_INS:?}/$name"
  done < <(ls -A "$KUBELET_DROP_INS" 2>/dev/null || true)
  rmdir --ignore-fail-on-non-empty "$KUBELET_DROP_INS" 2>/dev/null || true
}

# It is healthy, or systemd has started it so often that it never will be.
kubelet_decided() {
  unit_healthy kubelet || [[ $(systemctl show --property NRestarts --value kubelet) -ge 2 ]]
}
