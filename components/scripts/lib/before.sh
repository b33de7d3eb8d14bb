# What was on this host before us: what is ours to remove is what was not here.
# Results: BEGUN, the ledger of the role that this run begins.
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

BEGUN= # empty where an earlier run began it

# Once a role, before its first change: each of its places that is here already, and what is in it.
remember_before() { # [FUNCTION] that prints the places
  [[ ! -e $LEDGER/was-here ]] || return 0
  local here
  install -d -m 0700 "$STATE" "$LEDGER"
  here=$("${1:-places_of_a_node}" | contents)
  put_text "$LEDGER/was-here" "${here:+$here$'\n'}"
  persist "$LEDGER" "$STATE"
  # shellcheck disable=SC2034 # lib/packages.sh reads it
  BEGUN=$LEDGER
}

contents() { # < places
  local place
  while read -r place; do
    [[ ! -d $place ]] || find "$place" -maxdepth 1
  done
}

# Where nothing says what was here, everything was.
was_here() { [[ ! -e $LEDGER/was-here ]] || grep -qxF -- "$1" "$LEDGER/was-here"; } # PATH

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
  forget_role
  if [[ ! -e $STATE ]]; then
    rm -rf "$LOGS"
    remove_bundle
  fi
}

forget_role() {
  # A host whose disk is a new one has none.
  install -d -m 0700 "$STATE" "$LEDGER"
  rm -rf "$LEDGER/before"
  find "$LEDGER" -maxdepth 1 -type f ! -path "$OWNER_FILE" -delete
  [[ $LEDGER == "$STATE" ]] || rmdir "$LEDGER"
  has_roles || remove_state
}

# Passwords have a step of their own, which runs again only where they change: they stay until it takes them away.
has_roles() { [[ -d $CREDENTIALS ]] || compgen -G "$STATE/was-here" >/dev/null || compgen -G "$STATE/*/was-here" >/dev/null; }

# Roles whose creation failed or was killed: no state knows of them, so their own steps do not delete them.
delete_leftovers_of() { # STEP…
  local step
  for step; do
    [[ ! -d $STATE ]] || delete_leftover "$step"
  done
}

delete_leftover() ( # STEP
  # shellcheck source=/dev/null
  source "$BUNDLE/$1.sh"
  # The ledger of a node is among those of all other roles.
  [[ -e $LEDGER/was-here || ($LEDGER != "$STATE" && -d $LEDGER) ]] || return 0
  say "$1 was not deleted"
  delete
)

# What a run wrote down that was killed before it claimed this host, and so before it changed anything.
forget_unclaimed() {
  rm -f "$LEDGER"/was-here{,.new} "$OWNER_FILE.new"
  [[ ! -d $STATE ]] || rmdir --ignore-fail-on-non-empty "$STATE"
  [[ -d $STATE ]] || rm -rf "$LOGS" "$KUBECACHEDIR"
}

# All that we keep on this host. Its owner goes last, so that a run which is killed here is gone on with by the next.
remove_state() {
  [[ ! -d $STATE ]] || find "$STATE" -mindepth 1 -maxdepth 1 ! -path "$OWNER_FILE" -exec rm -rf {} +
  rm -rf "$KUBECACHEDIR" "$UNPACKED" "$STATE"
}
