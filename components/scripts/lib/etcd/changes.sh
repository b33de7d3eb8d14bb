# Changes of etcd's membership: what etcd/decisions.sh decides is done, one action after the other, and waited for within bounds.
# Results: DECISION, the last one that was asked for.
# shellcheck shell=bash

need etcd/client etcd/decisions

CONFIRMED=10 # seconds for which a refusal has to stand: a member that has just started is silent for a moment

# A host leaves. Nothing is to be done where it is no member.
remove_member() { # NAME PEER_URL [dead]
  pursue 60 "$1 cannot leave etcd" departure "$@"
}

# The member of NODE, if it has one. One at a time: several may go in one run, and each removal is judged by what the one before left.
leave_etcd() {
  [[ -n ${PEER_URL-} ]] || return 0
  exec 8>"$(lock_file etcd)"
  flock -w 300 8 || fail "another member has been leaving etcd for 300 s"
  remove_member "$NODE" "$PEER_URL"
  exec 8>&-
}

# Before a host joins with an empty data directory. DECISION is `add` then, or nothing where its member runs and votes already.
clear_way() { # NAME PEER_URL [dead]: `dead` means its former voter
  pursue 180 "$1 cannot join etcd" clear_stale "$@"
}

# A host that has joined as a learner gets its vote.
promote_member() { # NAME PEER_URL
  pursue 180 "$1 gets no vote in etcd" promote "$@"
}

# Before any of them is touched; see can_all_leave.
refuse_loss_of_quorum() { # "NAME=PEER_URL …" ["NAME …" of the dead]
  pursue 30 "nothing was changed, because etcd would not survive it" departures "$@"
}

# Before a member restarts, in a static pod as well as in a unit. See can_restart.
wait_for_the_others() {
  local id
  within 10 observe_members || return 0
  id=$(own_id)
  [[ -z $id ]] || pursue 60 "etcd on $NODE was not changed" can_restart "$id"
}

# Prints why these members cannot leave one after the other, or nothing.
can_all_leave() ( # "NAME=PEER_URL …" ["NAME …" of the dead]
  for dead in dead ''; do
    for entry in $1; do
      name=${entry%%=*} decision=
      [[ ${dead:-living} == "$([[ " ${2-} " == *" $name "* ]] && echo dead || echo living)" ]] || continue
      for id in $(members_of "$name" "${entry#*=}" "$dead"); do
        decision=$(departure_of "$id" "$dead")
        if [[ $decision == wait* || $decision == refuse* ]]; then
          printf '%s\n' "${decision#* }"
          exit
        fi
        forget_member "$id"
      done
    done
  done
)

departures() {
  local why
  why=$(can_all_leave "$@")
  [[ -z $why ]] || printf 'refuse %s\n' "$why"
}

departure() { # NAME PEER_URL [dead]
  local ids
  read -ra ids <<<"$(members_of "$1" "$2" "${3-}")"
  ((${#ids[@]} == 0)) || departure_of "${ids[0]}" "${3-}"
}

departure_of() { # ID [dead]
  if [[ ${2-} == dead && ${ANSWERS[$1]} == yes ]]; then
    echo "refuse ${LABELS[$1]} is named dead but answers: stop it there, or name it dead no longer"
  else
    can_remove "$1" "${2-}"
  fi
}

# By name; by address only while a member has no name, for an address may have a new owner. The silent go first; of
# one that is named dead those that answer come first, for they are refused.
members_of() { # NAME PEER_URL [dead]
  local id verdict found=() order=(no yes)
  [[ ${3-} != dead ]] || order=(yes no)
  for verdict in "${order[@]}"; do
    for id in "${IDS[@]}"; do
      if [[ ${ANSWERS[$id]} == "$verdict" && (${NAMES[$id]} == "$1" || (-z ${NAMES[$id]} && ,${PEERS[$id]}, == *",$2,"*)) ]]; then
        found+=("$id")
      fi
    done
  done
  echo "${found[*]}"
}

own_id() {
  local ids
  read -ra ids <<<"$(members_of "$NODE" "$PEER_URL")"
  echo "${ids[0]-}"
}

forget_member() { # ID
  local id kept=()
  for id in "${IDS[@]}"; do
    [[ $id == "$1" ]] || kept+=("$id")
  done
  IDS=("${kept[@]}")
  unset "PEERS[$1]"
  [[ $LEADER != "$1" ]] || LEADER=
}

# Ask for a decision and do what it says, until nothing is left to do that is ours.
pursue() { # SECONDS WHAT DECIDE…
  local deadline=$((SECONDS + $1)) what=$2 refused=$SECONDS
  shift 2
  while true; do
    DECISION="wait etcd does not answer: see whether its members run"
    ! observe_members || DECISION=$("$@")
    [[ -n $DECISION && $DECISION != add ]] || return 0
    if [[ $DECISION != wait* && $DECISION != refuse* ]]; then
      perform "${DECISION%%$'\n'*}" && continue
    fi
    [[ $DECISION == refuse* ]] || refused=$SECONDS
    if ((SECONDS >= refused + CONFIRMED || SECONDS >= deadline)); then
      refuse "$what: ${DECISION#* }"
    fi
    say "waiting: ${DECISION#* }"
    sleep 1
  done
}

# One action. etcd may know better, and says so: its words take the place of the decision.
perform() { # ACTION
  local verb=${1%% *} id=${1#* } words
  say "etcd: $verb ${LABELS[$id]}"
  case $verb in
    move-leader) words=$(etcd_at "${CLIENTS[$LEADER]%%,*}" move-leader "$id" 2>&1) ;;
    *) words=$(etcd_cli member "$verb" "$id" 2>&1) ;;
  esac && return 0
  DECISION="wait etcd does not $verb ${LABELS[$id]}: ${words##*$'\n'}"
  return 1
}
