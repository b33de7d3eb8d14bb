# SELinux of this host: left as it is, permissive, or enforcing with the policy that containers need.
# shellcheck shell=bash

need packages

SELINUX_CONFIG=/etc/selinux/config

# leave, permissive or enforcing. Where there is none it is not brought: its disk would have to be labelled first.
prepare_selinux() {
  local wanted=${SELINUX:-leave} mode
  if [[ $wanted == leave ]]; then
    restore_selinux
    return
  fi
  mode=$(selinux_mode)
  if [[ -z $mode ]]; then
    note "no SELinux is on this host to be $wanted"
  elif [[ $mode == disabled ]]; then
    [[ $wanted == permissive ]] ||
      refuse "SELinux is switched off on $NODE, and its disk has to be labelled before it can be enforcing: set SELINUX=permissive in $SELINUX_CONFIG there, 'touch /.autorelabel', and boot it"
    note "SELinux is switched off on this host"
  else
    [[ $wanted != enforcing ]] || install_missing "${SELINUX_PACKAGES[@]}"
    [[ -e $LEDGER/selinux ]] || put "$LEDGER/selinux" "$(configured_selinux) $mode"
    set_selinux "$wanted" "$wanted"
  fi
}

# At the end of a role here, or when it is left alone from now on.
restore_selinux() {
  local configured mode
  [[ -e $LEDGER/selinux ]] || return 0
  read -r configured mode <"$LEDGER/selinux"
  set_selinux "$configured" "$mode"
  rm "$LEDGER/selinux"
}

set_selinux() { # AT-BOOT NOW
  local configured
  configured=$(configured_selinux)
  # The one line: the rest of the file is the host's. In any case, for it takes away what a killed one has left beside the file.
  rewrite_by "$SELINUX_CONFIG" sed "s/^SELINUX=.*/SELINUX=$1/" "$SELINUX_CONFIG"
  if [[ $configured != "$1" ]]; then
    ! command -v restorecon >/dev/null || restorecon "$SELINUX_CONFIG"
    did "SELinux $1 from the next boot on"
  fi
  if [[ $(selinux_mode) != "$2" ]]; then
    setenforce "$2"
    did "SELinux $2"
  fi
}

configured_selinux() { sed -n 's/^SELINUX=//p' "$SELINUX_CONFIG"; }

# enforcing, permissive, disabled, or nothing where the host does not know SELinux.
selinux_mode() {
  local mode
  command -v getenforce >/dev/null && [[ -e $SELINUX_CONFIG ]] || return 0
  mode=$(getenforce)
  printf '%s\n' "${mode,,}"
}
