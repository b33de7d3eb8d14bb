# The members of etcd that there should be: what would lose quorum is refused before anything else is touched.
# Parameters: CLUSTER NODE MEMBERS DEAD; the last two as NAME=PEER_URL, one a line; ETCD_ENDPOINTS where etcd has hosts of its own
# shellcheck shell=bash

need etcd/changes

update() {
  export ETCD_KUBECONFIG=$ADMIN_CONF
  local leaving entry buried=''
  ask_members
  for entry in $DEAD; do
    buried+=" ${entry%%=*}"
  done
  leaving=$(unwanted_members)
  refuse_loss_of_quorum "$leaving" "${buried# }"
  for entry in $DEAD; do
    remove_member "${entry%%=*}" "${entry#*=}" dead
  done
  remove_orphans
  leaving=$(names_of "$(unwanted_members)")
  report "etcd may have the members that its stack names: $(names_of "$MEMBERS")${buried:+; dead:$buried}${leaving:+; still listed until they have left: $leaving}"
}

ask_members() {
  within 30 observe_members || refuse "no member of etcd answers on the way from $NODE: start them, or restore a snapshot if their disks are gone"
}

names_of() { # "NAME=PEER_URL …"
  local entry names=()
  for entry in $1; do
    names+=("${entry%%=*}")
  done
  echo "${names[*]}"
}

# Those that run and that the stack names no more, the dead among them.
unwanted_members() {
  local id entries=()
  for id in "${IDS[@]}"; do
    [[ -z ${NAMES[$id]} ]] || is_wanted "$id" || entries+=("${NAMES[$id]}=${PEERS[$id]}")
  done
  echo "${entries[*]}"
}

is_wanted() { # ID
  local entry
  for entry in $MEMBERS; do
    [[ ${NAMES[$1]:-${entry%%=*}} == "${entry%%=*}" && ,${PEERS[$1]}, == *",${entry#*=},"* ]] && return 0
  done
  return 1
}

# What a broken join has left of a host that is not in the stack any more, whether it runs or not: a host that leaves has a vote until then.
remove_orphans() {
  local id
  ask_members
  for id in "${IDS[@]}"; do
    [[ -n ${PEERS[$id]-} ]] || continue
    is_wanted "$id" || may_hold_data "$id" || pursue 60 "${LABELS[$id]}, which a broken join has left, cannot leave etcd" can_remove "$id"
  done
}
