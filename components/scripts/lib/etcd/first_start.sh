# The first start of an etcd member: its cluster is made or joined, or an earlier run that did not end is gone on with.
# Results: JOINED, the members from then on, or why none was added.
# shellcheck shell=bash

need etcd/changes etcd/external

first_start() {
  # With a mark and nothing else it would not go on, but begin a cluster of its own.
  if [[ -L $DATA_LINK ]] && has_other_data && goes_on; then
    report "$NODE is a member of etcd, which an earlier run began"
  elif [[ $MAY_INIT == yes ]] && ! others_listen; then
    say "making the etcd cluster"
    begin "$NODE=$PEER_URL" new
    answer_within 60
    report "$NODE made the etcd cluster of $CLUSTER"
  else
    say "joining the etcd cluster"
    within 120 added || refuse "$NODE cannot join etcd: ${JOINED:-etcd adds no member now}"
    begin "$JOINED" existing
    promote_member "$NODE" "$PEER_URL"
    report "$NODE joined the etcd cluster of $CLUSTER"
  fi
}

# The first start that an earlier run began, if its member is still listed and runs.
goes_on() {
  say "an earlier run did not end; going on"
  systemctl daemon-reload
  if timeout 30 systemctl start etcd && within 15 runs_as_member; then
    promote_member "$NODE" "$PEER_URL"
    systemctl enable etcd
  else
    say "it cannot go on; beginning anew"
    systemctl stop etcd
    return 1
  fi
}

# Only a refused connection is silence: who cannot be reached may hold the cluster.
others_listen() {
  local url place answer
  for url in ${ETCD_ENDPOINTS//,/ }; do
    [[ $url != "$CLIENT_URL" ]] || continue
    place=${url#https://}
    answer=$(timeout 5 bash -c "exec 3<>/dev/tcp/${place%:*}/${place#*:}" 2>&1) && return 0
    [[ $answer == *refused* ]] ||
      refuse "whether there is an etcd cluster of $CLUSTER cannot be told, because $place is not to be reached: see whether that host runs" <<<"$answer"
  done
  return 1
}

# JOINED has the form that a first start wants.
added() {
  clear_way "$NODE" "$PEER_URL" "$FORMER"
  if JOINED=$(etcd_cli member add "$NODE" --learner --peer-urls "$PEER_URL" 2>&1); then
    JOINED=$(sed -n 's/^ETCD_INITIAL_CLUSTER="\(.*\)"$/\1/p' <<<"$JOINED")
  else
    JOINED=${JOINED##*$'\n'}
    return 1
  fi
}

# The first start, with an empty data directory.
begin() { # MEMBERS new|existing
  mark_data "$DATA_DIR"
  write_file "$ETCD_CONFIG"
  printf 'initial-cluster: "%s"\ninitial-cluster-state: %s\n' "$1" "$2" >>"$ETCD_CONFIG"
  start_etcd
}
