# The members of etcd as one of them reports them, and who of them votes; `core/membership/members.py` is the same.
# shellcheck shell=bash
# shellcheck disable=SC2034 # membership.sh decides by these

# What `etcdctl member list` and `etcdctl endpoint health --cluster 2>&1` print, and the leader's id if known.
read_membership() { # MEMBERS HEALTH [LEADER]
  local url verdict id status name peers clients learner
  local -A healthy=()
  declare -ga IDS=()
  declare -gA NAMES=() PEERS=() CLIENTS=() LEARNERS=() ANSWERS=() LABELS=()
  LEADER=${3-}
  while read -r url _ verdict; do
    # A learner refuses every read, and so says that it lives.
    [[ $verdict != healthy:* && $verdict != *"not supported for learner" ]] || healthy[$url]=yes
  done <<<"$2"
  while IFS='|' read -r id status name peers clients learner; do
    [[ -n $status ]] || continue
    IDS+=("$id") NAMES[$id]=$name PEERS[$id]=$peers CLIENTS[$id]=$clients LEARNERS[$id]=$learner ANSWERS[$id]=no
    LABELS[$id]=${name:+"$name ($id)"}
    : "${LABELS[$id]:="unstarted member $id at $peers"}"
    for url in ${clients//,/ }; do
      [[ -z ${healthy[$url]-} ]] || ANSWERS[$id]=yes
    done
  done <<<"${1//, /|}"
}

count_voters() { # [WITHOUT]
  local id
  VOTERS=0 ANSWERING=0 SILENT=''
  for id in "${IDS[@]}"; do
    [[ ${LEARNERS[$id]} == false && $id != "${1-}" ]] || continue
    VOTERS=$((VOTERS + 1))
    if [[ ${ANSWERS[$id]} == yes ]]; then
      ANSWERING=$((ANSWERING + 1))
    else
      SILENT+="${SILENT:+, }${LABELS[$id]}"
    fi
  done
  QUORUM=$((VOTERS / 2 + 1))
}

# A started voter is never taken for a leftover: committed writes may rest on its disk.
may_hold_data() { [[ -n ${NAMES[$1]} && ${LEARNERS[$1]} == false ]]; } # ID

silent_voter() { # ID
  printf '%s is a voting member that does not answer: start it, or name it dead if its disk is gone' "${LABELS[$1]}"
}
