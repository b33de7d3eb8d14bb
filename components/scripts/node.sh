# A Node object, changed through the API: this runs on a control plane, not on the node itself.
# Parameters: CLUSTER NODE ROLE GENERATION PEER_URL POD_NETWORK API_SERVICE LABELS ANNOTATIONS TAINTS DRAIN_GROUP; at times DEAD
# shellcheck shell=bash

need drain etcd/changes metadata node reach
about node

# Kept on the Node itself: which of the host's disks has been seen Ready.
SEEN=pulumi-kubeadm/generation

create() {
  if [[ -n ${DEAD-} ]]; then
    bury
    return
  fi
  within 120 is_registered || fail "Node $NODE is not registered: if a removal of $NODE was interrupted, take it out of the stack file again, run up, then add it"
  begin_joining
  update_node
  finish_joining
  lift_cordon kubectl_admin "$FOR_REMOVAL"
}

update() {
  local found
  wait_for_api
  if [[ -n ${DEAD-} ]]; then
    bury
    return
  fi
  found=$(found_node)
  if [[ -z $found ]]; then
    # No failure, which would hold up the changes of all others.
    report "there is no Node $NODE, so nothing of it was changed: somebody has deleted it. A reboot of $NODE registers it again, with a pod network;" \
      "then any change of hosts[].annotations of $NODE in the stack file sets its labels, annotations and taints. Or take $NODE out of the file"
    return
  fi
  if is_known_disk; then
    update_node
  else
    begin_joining
    update_node
    finish_joining
  fi
  lift_cordon kubectl_admin "$FOR_REMOVAL"
}

delete() {
  if [[ ! -e $ADMIN_CONF ]]; then
    report "there is no cluster on this host any more"
    return
  fi
  export ETCD_KUBECONFIG=$ADMIN_CONF
  # Before it is drained, and asked of etcd itself: without quorum no API server answers.
  [[ -z ${PEER_URL-} ]] || refuse_loss_of_quorum "$NODE=$PEER_URL"
  wait_for_api
  local found
  found=$(found_node)
  if [[ -z $found ]]; then
    leave_etcd
    report "Node $NODE is gone already"
  elif [[ -n ${DEAD-} ]]; then
    leave_etcd
    bury
  else
    empty_node
  fi
}

# A worker's Node keeps its cordon until its kubelet is stopped for good: a boot before that would register a new one, which takes pods.
# That of a control plane goes at once, for who would delete it later may be leaving, too.
empty_node() {
  read_drain_settings kubectl_admin
  trap on_exit_uncordoned EXIT
  # A host that goes down asks first; without this it would look like an end without an error.
  trap 'exit 143' TERM
  cordon kubectl_admin "$FOR_REMOVAL"
  drain
  leave_etcd
  if [[ $ROLE == worker ]]; then
    report "Node $NODE is drained, and goes when its host is reset"
  else
    kubectl_admin delete node "$NODE" --ignore-not-found
    report "Node $NODE is drained and deleted"
  fi
}

on_exit_uncordoned() {
  local status=$?
  trap - ERR
  set +e
  ((status == 0)) || lift_cordon kubectl_admin "$FOR_REMOVAL"
  (exit "$status")
  on_exit
}

# Of a host that the stack names dead: its pods are made anew elsewhere at once, and nothing is asked of it.
bury() {
  local found
  found=$(found_node)
  if [[ -n $found ]]; then
    kubectl_admin delete node "$NODE" --ignore-not-found
    kubectl_admin delete pods --all-namespaces --field-selector "spec.nodeName=$NODE" --force --grace-period 0
  fi
  report "Node $NODE is dead, and gone from the cluster"
}

is_registered() { kubectl_admin get node "$NODE" -o name; }

# A change of a node that is not Ready for reasons of its own is not held up.
is_known_disk() {
  local seen
  seen=$(annotation "$SEEN") || fail "the API server did not say what Node $NODE is"
  [[ $seen == "$GENERATION" ]]
}

# What shows that its pods are reachable is made first of all, and comes up meanwhile.
begin_joining() { [[ $POD_NETWORK == no ]] || within 60 place_probe || fail "no pod can be made on Node $NODE"; }

finish_joining() {
  if [[ $POD_NETWORK == yes ]]; then
    wait_until_ready
    wait_until_reached
  fi
  kubectl_admin annotate node "$NODE" "$SEEN=$GENERATION" --overwrite
}

# As long as an image may take on a slow line. Without a pod network of ours a Node may stay NotReady for as long as its user likes.
wait_until_ready() {
  within 600 is_ready || fail "Node $NODE is not Ready after 600 s: $(ready message)"
}

is_ready() { [[ $(ready status) == True ]]; }

update_node() {
  update_metadata
  update_taints
  report "Node $NODE is registered as $ROLE, with taints of ours: ${TAINTS:-none}"
}
