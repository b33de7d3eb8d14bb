# The firewall that this host has, whichever it is: the cluster's ports are opened in it, or it is stopped; either is undone.
# shellcheck shell=bash

need firewall/firewalld firewall/nftables firewall/ufw

FIREWALLS=(firewalld ufw nftables)

# leave, open or off. A firewall that does not run is not started; one that was opened stays so while it does not.
prepare_firewall() {
  local kind wanted=${FIREWALL:-leave} found=no
  for kind in "${FIREWALLS[@]}"; do
    [[ $wanted == off ]] || start_again "$kind"
    [[ $wanted == open ]] || close_again "$kind"
    if [[ $wanted != leave ]] && is_firewall_here "$wanted" "$kind"; then
      found=yes
      "${wanted}_firewall" "$kind"
    fi
  done
  [[ $wanted != open || $found == yes ]] || note "no firewall of ${FIREWALLS[*]} runs here, so none was opened"
}

is_firewall_here() { # MODE KIND
  [[ $1 == open && -e $LEDGER/firewall-opened-$2 ]] || "$2_runs"
}

# At the end of a role here.
leave_firewall() { FIREWALL=leave prepare_firewall; }

open_firewall() { # KIND
  put "$LEDGER/firewall-opened-$1"
  "$1_open"
  make_durable
}

close_again() { # KIND
  [[ -e $LEDGER/firewall-opened-$1 ]] || return 0
  say "taking the cluster's rules out of $1"
  "$1_close"
  make_durable
  rm "$LEDGER/firewall-opened-$1"
  did "firewall $1 closed"
}

off_firewall() { # KIND
  [[ -e $LEDGER/firewall-stopped-$1 ]] || put "$LEDGER/firewall-stopped-$1" "$(systemctl is-enabled "$1" || true)"
  "$1_stop"
  did "firewall $1 stopped"
}

start_again() { # KIND
  [[ -e $LEDGER/firewall-stopped-$1 ]] || return 0
  say "starting $1 again"
  "$1_start"
  make_durable
  rm "$LEDGER/firewall-stopped-$1"
  did "firewall $1 started"
}

stop_unit() { systemctl disable --now "$1"; } # UNIT

start_unit() { # UNIT
  [[ $(<"$LEDGER/firewall-stopped-$1") != enabled ]] || systemctl enable "$1"
  systemctl start "$1"
}

# The input's ports, a call each of a function that takes: PROTOCOL PORTS SOURCE PROCESS. "any" is everybody; VRRP has no ports.
each_port() { # FUNCTION
  local protocol ports sources process source
  while read -r protocol ports sources process; do
    for source in ${sources//,/ }; do
      "$1" "$protocol" "$ports" "$source" "$process"
    done
  done <<<"$FIREWALL_PORTS"
}

give_back_managed() { # PATH
  ! is_managed "$1" || give_back "$1"
}
