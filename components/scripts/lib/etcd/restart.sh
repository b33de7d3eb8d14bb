# Restarting a member of etcd on a host of its own: one at a time, whoever runs the change, and back to what it was if it does not run.
# etcd itself holds the lock, in a key that goes with its lease; lib/lease.sh is the same for control planes.
# shellcheck shell=bash

need etcd/changes etcd/external

MEMBER_LOCK=pulumi-kubeadm/member # Kubernetes keeps all of its own below /registry
MEMBER_LOCK_SECONDS=600           # longer than a release is fetched, a member restarted and put back
LOCK_LEASE=

# An etcd that commits nothing has no lock to give; whether a member may restart then, wait_for_the_others says.
hold_member_lock() {
  local deadline=$((SECONDS + MEMBER_LOCK_SECONDS + 60)) holder=''
  within 10 observe_members &&
    LOCK_LEASE=$(etcd_cli lease grant "$MEMBER_LOCK_SECONDS" | sed -n 's/^lease \([0-9a-f]*\) granted.*/\1/p') || LOCK_LEASE=
  if [[ -z $LOCK_LEASE ]]; then
    say "etcd gives no lock now"
    return
  fi
  AT_EXIT+=(release_member_lock)
  until take_member_lock "create(\"$MEMBER_LOCK\") = \"0\""; do
    # Of this host's own steps one runs at a time, so what an earlier one held it holds no more.
    if [[ $holder == "$NODE"/* ]] && take_member_lock "value(\"$MEMBER_LOCK\") = \"$holder\""; then
      return
    fi
    ((SECONDS < deadline)) ||
      refuse "etcd on $NODE was not changed: another run is changing the member on ${holder%%/*} (its key in etcd is $MEMBER_LOCK); let it end, and run again"
    say "waiting: a member is being changed by ${holder:-a run that etcd does not name}"
    sleep 2
    etcd_cli lease keep-alive --once "$LOCK_LEASE" || say "etcd does not answer"
  done
}

# `holder` is who has it if not we.
take_member_lock() { # COMPARISON
  local answer
  printf '%s\n\nput %s %s --lease=%s\n\nget %s\n\n' "$1" "$MEMBER_LOCK" "$NODE/$LOCK_LEASE" "$LOCK_LEASE" "$MEMBER_LOCK" >"$RUN/transaction"
  answer=$(ETCD_INPUT=$RUN/transaction etcd_cli txn) || return 1
  [[ $answer != SUCCESS* ]] || return 0
  holder=${answer##*$'\n'}
  return 1
}

release_member_lock() { etcd_cli lease revoke "$LOCK_LEASE" || say "the lock ends by itself"; }

# A leader hands over, so that nobody waits for an election.
hand_over() {
  local id own
  observe_members || return 0
  own=$(own_id)
  [[ -n $own && $LEADER == "$own" ]] || return 0
  for id in "${IDS[@]}"; do
    if [[ $id != "$own" && ${LEARNERS[$id]} == false && ${ANSWERS[$id]} == yes ]]; then
      etcd_at "${CLIENTS[$own]%%,*}" move-leader "$id" || say "there will be an election"
      return
    fi
  done
}

# What runs now, kept until what comes is known to run.
keep_running_etcd() {
  local previous=$STATE/etcd.previous
  [[ ! -e $previous ]] || return 0
  (umask 077 && tar -C / -cPf "$previous.new" "$ETCD_CONFIG" "$ETCD_UNIT" "$ETCD_PROGRAMS"/{etcd,etcdctl,etcdutl} "$LEDGER/release")
  persist "$previous.new"
  mv "$previous.new" "$previous"
}

restart_etcd() {
  local words
  say "restarting etcd with its new settings"
  hand_over
  systemctl daemon-reload
  if ! timeout 90 systemctl restart etcd || ! within 30 runs_as_member; then
    words=$(last_words)
    tar -C / --unlink-first -xPf "$STATE/etcd.previous"
    systemctl daemon-reload
    timeout 90 systemctl restart etcd || say "it does not run with its old settings either"
    make_durable
    rm -f "$STATE/etcd.previous"
    clear_pending_changes
    refuse "etcd on $NODE does not run with its new settings, so they were put back: change what it complains of" <<<"$words"
  fi
}
