# What may be done to the membership of etcd, the same rules as `tests/reference_model`: a test holds the two together.
# A decision is printed: its actions, one a line and none if nothing is left to do, or `wait WHY`, or `refuse WHY`.
# shellcheck shell=bash

need etcd/client

# A started voter is never taken for a leftover: committed writes may rest on its disk.
may_hold_data() { [[ -n ${NAMES[$1]} && ${LEARNERS[$1]} == false ]]; } # ID

silent_voter() { # ID
  printf '%s is a voting member that does not answer: start it, or name it dead if its disk is gone' "${LABELS[$1]}"
}

can_remove() { # ID [dead]: without `dead`, a voter that does not answer is waited for
  local id heir='' actions=("remove $1")
  [[ -n ${PEERS[$1]-} ]] || return 0
  count_voters "$1"
  if may_hold_data "$1" && ((VOTERS == 0)); then
    actions=("refuse ${LABELS[$1]} is the last voting member: add another first, or remove the whole cluster")
  elif may_hold_data "$1" && [[ ${ANSWERS[$1]} == no && ${2-} != dead ]]; then
    actions=("wait $(silent_voter "$1")")
  elif ((ANSWERING < QUORUM)); then
    actions=("refuse $(loss_of_quorum "$1")")
  elif [[ $LEADER == "$1" && ${ANSWERS[$1]} == yes ]]; then
    for id in "${IDS[@]}"; do
      [[ $id == "$1" || ${LEARNERS[$id]} == true || ${ANSWERS[$id]} == no ]] || : "${heir:=$id}"
    done
    actions=("move-leader $heir" "${actions[@]}")
  fi
  conclude "${actions[@]}"
}

# One that does not answer has nothing to lose, nor have two members, which cannot do without each other.
can_restart() { # ID
  [[ ${ANSWERS[$1]-no} == yes && ${LEARNERS[$1]} == false ]] || return 0
  count_voters
  ((VOTERS < 3 || ANSWERING - 1 >= QUORUM)) || printf 'refuse while it restarts, etcd would have no quorum: %s of %s voting members (%s needed) answer, silent: %s; start them or name them dead first' \
    "$ANSWERING" "$VOTERS" "$QUORUM" "$SILENT"
}

clear_stale() { # NAME PEER_URL [dead]: before a host joins with an empty data directory; `dead` means its former voter
  local id named placed here=no taken='' waiting='' obstacle='' others=() stale=() promotions=()
  for id in "${IDS[@]}"; do
    named=no placed=no
    [[ ${NAMES[$id]} != "$1" ]] || named=yes
    [[ ,${PEERS[$id]}, != *",$2,"* ]] || placed=yes
    case $named-$placed-${ANSWERS[$id]} in
      no-no-*) others+=("$id") ;;
      yes-yes-yes)
        here=yes
        [[ ${LEARNERS[$id]} == false ]] || promotions+=("promote $id")
        ;;
      *-yes) : "${taken:="${LABELS[$id]} at ${PEERS[$id]} answers, so $1 at $2 cannot join: remove it first or change name or address"}" ;;
      *)
        if [[ ${3-} != dead ]] && may_hold_data "$id"; then
          : "${waiting:=$(silent_voter "$id")}"
        else
          stale+=("remove $id")
        fi
        ;;
    esac
  done
  obstacle=$(obstacle_among "${others[@]}")
  if [[ -n $taken ]]; then
    conclude "refuse $taken"
  elif [[ -n $waiting ]]; then
    conclude "wait $waiting"
  elif [[ $here == yes ]]; then
    conclude "${stale[@]}" "${promotions[@]}"
  elif [[ -z $obstacle ]]; then
    conclude "${stale[@]}" add
  elif ((${#stale[@]})); then
    conclude "${stale[@]}"
  else
    conclude "wait $obstacle"
  fi
}

# etcd adds nobody while another is joining or a voter is silent.
obstacle_among() { # [ID…]
  local id
  for id; do
    if [[ ${LEARNERS[$id]} == true || -z ${NAMES[$id]} ]]; then
      printf '%s is joining: it has to be promoted first, or named dead if its host is gone' "${LABELS[$id]}"
      return
    fi
  done
  for id; do
    if [[ ${ANSWERS[$id]} == no ]]; then
      silent_voter "$id"
      return
    fi
  done
}

promote() { # NAME PEER_URL
  local id first='' here=no promotions=()
  for id in "${IDS[@]}"; do
    [[ ${NAMES[$id]} == "$1" || (-z ${NAMES[$id]} && ,${PEERS[$id]}, == *",$2,"*) ]] || continue
    : "${first:=$id}"
    [[ ${ANSWERS[$id]} == yes ]] || continue
    here=yes
    [[ ${LEARNERS[$id]} == false ]] || promotions+=("promote $id")
  done
  if [[ -z $first ]]; then
    conclude "refuse $1 at $2 is no member of etcd: it has to join first"
  elif [[ $here == yes ]]; then
    conclude "${promotions[@]}"
  elif may_hold_data "$first"; then
    conclude "wait $(silent_voter "$first")"
  else
    conclude "wait ${LABELS[$first]} has joined but does not answer yet: its process has to start"
  fi
}

loss_of_quorum() { # ID
  printf 'without %s etcd has no quorum: %s of %s voting members (%s needed) would answer, ' "${LABELS[$1]}" "$ANSWERING" "$VOTERS" "$QUORUM"
  printf 'silent: %s; start them or name them dead first' "$SILENT"
}

# Prints a decision, unless it is something and there is no quorum to commit it.
conclude() { # [LINE…]
  (($# > 0)) || return 0
  count_voters
  if ((ANSWERING < QUORUM)); then
    printf 'refuse etcd has no quorum: %s of %s voting members (%s needed) answer, ' "$ANSWERING" "$VOTERS" "$QUORUM"
    printf 'silent: %s; start them, or restore a snapshot if their disks are gone\n' "$SILENT"
  else
    printf '%s\n' "$@"
  fi
}
