# Restarting a member of etcd: only while the others have quorum, and back to what it was if it does not run.
# shellcheck shell=bash

# A member that does not answer has nothing to lose, nor have two members, who cannot do without each other.
wait_for_the_others() {
  local id
  within 10 observe_members || return 0
  id=$(own_id)
  [[ -z $id ]] || pursue 60 "etcd on $NODE was not changed" can_restart "$id"
}

can_restart() { # ID
  [[ ${ANSWERS[$1]-no} == yes && ${LEARNERS[$1]} == false ]] || return 0
  count_voters
  ((VOTERS < 3 || ANSWERING - 1 >= QUORUM)) || printf 'refuse while it restarts, etcd would have no quorum: %s of %s voting members (%s needed) answer, silent: %s; start them or name them dead first' \
    "$ANSWERING" "$VOTERS" "$QUORUM" "$SILENT"
}

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
    rm -f "$STATE/etcd.previous"
    settle
    refuse "etcd on $NODE does not run with its new settings, so they were put back: change what it complains of" <<<"$words"
  fi
}
