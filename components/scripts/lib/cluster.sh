# Which cluster this host belongs to, and whether it is a member.
# Results: RECORD, what is written on this host of who it is.
# shellcheck shell=bash

need etcd/data

# The API as an administrator, which a control plane can ask.
ask() { kubectl --kubeconfig "$ADMIN_CONF" --request-timeout 30s "$@"; }

OWNER_FILE=$STATE/owner

# What is written on this host of who it is: its cluster, the id of that, node, role, generation; `born` once a step has ended well.
declare -gA RECORD=()

# Under the lock, and again whenever it was written. Who is named twice is neither.
read_record() {
  local line key lines
  RECORD=([cluster]='' [id]='' [node]='' [role]='' [generation]='' [born]='')
  [[ -e $OWNER_FILE ]] || return 0
  mapfile -t lines <"$OWNER_FILE"
  for line in "${lines[@]}"; do
    [[ $line == [a-z]*' '* ]] || continue
    key=${line%% *}
    RECORD[$key]+=${RECORD[$key]:+$'\n'}${line#* }
  done
}

is_claimed() { [[ -e $OWNER_FILE ]]; }

# The id is made once, with the state of the stack: a name may be another's, too. The directory of the scripts has it.
is_anothers() { is_claimed && { is_another_cluster || is_another_node || is_other_generation; }; }

is_another_cluster() { [[ ${RECORD[id]} != "$CLUSTER_ID" || ${RECORD[cluster]} != "$CLUSTER" ]]; }

# This host under another name or in another role: it was moved in the stack file, or its address in the network.
is_another_node() {
  [[ $ABOUT == host && -n ${RECORD[born]} ]] && { [[ ${RECORD[node]} != "$NODE" ]] || { [[ -n ${ROLE-} && ${RECORD[role]} != "$ROLE" ]]; }; }
}

whose() {
  if ! is_another_cluster; then
    printf '%s, %s of %s on its disk %s' "${RECORD[node]}" "${RECORD[role]}" "${RECORD[cluster]}" "${RECORD[generation]}"
  elif [[ ${RECORD[cluster]} == "$CLUSTER" ]]; then
    printf 'of another cluster named %s (its id is %s, and that of this stack %s)' "$CLUSTER" "${RECORD[id]}" "$CLUSTER_ID"
  else
    printf 'of cluster %s' "${RECORD[cluster]}"
  fi
}

# Before anything is touched: a host of another cluster, or another host of this one, stays as it is.
refuse_other_owner() {
  if ! is_claimed; then
    [[ ! -e $PKI/ca.crt && ! -e $KUBELET_CONF ]] ||
      refuse "this host is in a cluster that was not made here (it has $KUBELET_CONF or $PKI/ca.crt): run 'kubeadm reset' there if that cluster is gone"
  elif is_another_cluster; then
    refuse "this host is $(whose): take it out of that stack first; if its state is lost, see docs/changes.md (found in $OWNER_FILE)"
  elif is_another_node; then
    refuse "this host is $(whose): put ${RECORD[node]} back into the stack file, run 'up', take it out, run 'up', and add $NODE then (found in $OWNER_FILE)"
  elif [[ $VERB == create ]] && is_other_generation && ! is_to_begin_anew; then
    refuse "this host was set up as generation ${RECORD[generation]}, and the stack says $GENERATION: raise generation only after the disk was replaced by an empty one; otherwise set it back to ${RECORD[generation]}"
  fi
}

# One that names nobody makes no host somebody else's: a removal would pass for done, and leave all of it running.
refuse_damaged_record() {
  ! is_claimed || [[ -n ${RECORD[id]} ]] ||
    refuse "$OWNER_FILE on this host does not say whose it is: bring it back, or take the host apart with 'kubeadm reset' and name it dead in the stack file, which forgets it without contact"
}

# Nobody has written down what there was before, so nobody can give it back.
refuse_lost_record() {
  is_claimed || ! has_cluster_files ||
    refuse "$NODE has files of a cluster and no record of whose it is ($OWNER_FILE is gone): take it apart there with 'kubeadm reset', or name it dead in the stack file, which forgets it without contact"
}

claim_host() {
  [[ "${RECORD[node]} ${RECORD[role]} ${RECORD[generation]}" != "$NODE $ROLE $GENERATION" ]] || return 0
  ! is_other_generation || forget_member_without_data
  # shellcheck disable=SC2153 # parameters of the input
  put "$OWNER_FILE" "cluster $CLUSTER" "id $CLUSTER_ID" "node $NODE" "role $ROLE" "generation $GENERATION"
  read_record
}

# From now on it is this host under no other name.
record_first_success() {
  is_claimed || return 0
  record "$OWNER_FILE" 'born yes'
  read_record
}

# Whether what is here was brought under another generation of the host: for a create its disk is not new, for a delete not its own.
is_other_generation() { is_claimed && [[ $ABOUT == host && -n ${GENERATION-} && ${RECORD[generation]} != "$GENERATION" ]]; }

# A cluster may have the name of an older one; its CA tells them apart.
refuse_other_ca() {
  local offered
  offered=$(sed -n 's/^ *certificate-authority-data: //p' "$DISCOVERY" | base64 -d | fingerprint)
  [[ ! -e $PKI/ca.crt || $(fingerprint <"$PKI/ca.crt") == "$offered" ]] ||
    refuse "this host is a member of another cluster named $CLUSTER (the CA in $PKI/ca.crt differs): run 'kubeadm reset' there if that cluster is gone"
}

fingerprint() { # < PEM
  sed -n '/BEGIN CERTIFICATE/,/END CERTIFICATE/{/-----/d;p}' | base64 -d | sha256sum | cut -d ' ' -f 1
}

# Its init or join has ended. Health is asked separately: a member that is ill is mended, never reset.
is_member() { [[ -e $STATE/member && -e $KUBELET_CONF ]]; }

refuse_no_member() {
  local lost=$KUBELET_CONF
  [[ -e $STATE/member ]] || lost="the record of its join ($STATE/member)"
  is_member ||
    refuse "$NODE has lost $lost, and no change can bring it back: name it dead in the stack file, run 'up', and give it an empty disk and a new generation then"
}

# What kubeadm init and join leave from their first moment on, ended or not.
has_cluster_files() {
  [[ -e $STATE/member || -e $PKI/ca.crt || -e $KUBELET_CONF || -d $CONFIG ]] || compgen -G "$MANIFESTS/*.yaml" >/dev/null
}

# Whether an API server of this cluster answers anywhere, proven by its certificate. Only silence lets a host make a cluster.
cluster_answers() {
  local server answer
  for server in $API_SERVERS; do
    answer=$(kubectl --kubeconfig "$DISCOVERY" --server "https://$server" --request-timeout 5s get --raw /version 2>&1) && return 0
    case $answer in
      *x509:*) refuse "what answers at $server is not $CLUSTER, and this host will not make a second one" <<<"$answer" ;;
      *refused* | *"Unable to connect"* | *EOF* | *reset* | *imeout* | *"deadline exceeded"*) say "no answer at $server: $answer" ;;
      *) return 0 ;;
    esac
  done
  return 1
}

wait_until_healthy() {
  wait_for 120 "a healthy kubelet" unit_healthy kubelet
  [[ $ROLE == worker ]] || wait_for 240 "a ready API server on this host" api_ready
  wait_for 120 "the registration of Node $NODE" node_registered
}
