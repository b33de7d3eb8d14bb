# What was on this host before us: what is ours to remove is what was not here.
# shellcheck shell=bash

# Where a member of a cluster and its pods leave things.
places_of_a_member() {
  printf '%s\n' /etc/kubernetes /etc/cni/net.d /var/lib/cni /run/flannel /var/lib/kubelet \
    /var/lib/etcd "${ETCD_DATA_DIR-}" /var/log/pods /var/log/containers
}

places_of_packages() {
  printf '%s\n' /etc/cni /opt/cni/bin /opt/cni /etc/containerd /var/lib/containerd /run/containerd /usr/libexec/kubernetes
}

places_of_a_node() {
  places_of_a_member
  places_of_packages
}

# Once a role, before its first change: each of its places that is here already, and what is in it.
remember_before() { # [FUNCTION] that prints the places
  [[ ! -e $LEDGER/was-here ]] || return 0
  local place
  install -d -m 0700 "$STATE" "$LEDGER"
  while read -r place; do
    [[ ! -d $place ]] || find "$place" -maxdepth 1
  done < <("${1:-places_of_a_node}") >"$LEDGER/was-here.new"
  mv "$LEDGER/was-here.new" "$LEDGER/was-here"
}

was_here() { grep -qxF -- "$1" "$LEDGER/was-here"; } # PATH

# Remove what the places hold now and did not hold before.
clear_places() { # < places
  local place path
  while read -r place; do
    [[ -n $place && -d $place ]] || continue
    while read -r path; do
      was_here "$path" || rm -rf --one-file-system -- "$path" || say "$path stays"
    done < <(find "$place" -mindepth 1 -maxdepth 1)
    was_here "$place" || remove_place "$place"
  done
}

remove_place() { # PLACE
  # containerd watches this directory: removed and made again, a second join would find no network.
  [[ $1 == /etc/cni/net.d ]] && systemctl is-active --quiet containerd && return 0
  rmdir --ignore-fail-on-non-empty "$1" 2>/dev/null || say "$1 stays"
}

# The end of a role here; the last one takes along what all of them share.
leave_host() {
  # A host whose disk is a new one has none.
  install -d -m 0700 "$STATE" "$LEDGER"
  rm -rf "$LEDGER/before"
  find "$LEDGER" -maxdepth 1 -type f ! -path "$STATE/cluster" -delete
  [[ $LEDGER == "$STATE" ]] || rmdir "$LEDGER"
  if ! compgen -G "$STATE/was-here" >/dev/null && ! compgen -G "$STATE/*/was-here" >/dev/null; then
    rm -rf "$STATE" "$LOGS" "$KUBECACHEDIR" "$UNPACKED"
    remove_bundle
  fi
}
