# A Node object, changed through the API: this runs on a control plane, not on the node itself.
# revision: 1
# Parameters: CLUSTER NODE ROLE GENERATION PEER_URL POD_NETWORK TAINTS DRAIN_GRACE_SECONDS DRAIN_TIMEOUT_SECONDS EVICT_BY_FORCE; at times DEAD
# shellcheck shell=bash

# Kept on the Node itself, for the control plane that works on it may be another one next time: which taints are ours, and
# which of the host's disks has been seen Ready.
OURS=pulumi-kubeadm/taints
SEEN=pulumi-kubeadm/generation

create() { update; }

update() {
  refuse_other_cluster
  if [[ -n ${DEAD-} ]]; then
    bury
    return
  fi
  wait_for 120 "the registration of Node $NODE" kubectl_admin get node "$NODE" -o name
  if [[ $ROLE == worker ]]; then
    kubectl_admin label node "$NODE" node-role.kubernetes.io/worker= --overwrite
  fi
  update_taints
  await_birth
  report "Node $NODE is registered as $ROLE, with taints of ours: ${TAINTS:-none}"
}

delete() {
  if [[ ! -e $ADMIN_CONF ]]; then
    report "there is no cluster on this host any more"
    return
  fi
  refuse_other_cluster
  export ETCD_KUBECONFIG=$ADMIN_CONF
  # Before it is drained, and asked of etcd itself: without quorum no API server answers.
  [[ -z ${PEER_URL-} ]] || refuse_loss_of_quorum "$NODE=$PEER_URL"
  wait_for 60 "an answer of the API server" kubectl_admin get --raw /readyz
  local found
  found=$(found_node)
  if [[ -z $found ]]; then
    leave_etcd
    report "Node $NODE is gone already"
    return
  fi
  kubectl_admin cordon "$NODE"
  drain
  leave_etcd
  kubectl_admin delete node "$NODE" --ignore-not-found
  report "Node $NODE is drained and deleted"
}

found_node() { kubectl_admin get node "$NODE" --ignore-not-found -o name; }

# One at a time: several Nodes may go in one run, and each removal is judged by what the one before left.
leave_etcd() {
  [[ -n ${PEER_URL-} ]] || return 0
  exec 8>/run/pulumi-kubeadm.etcd.lock
  flock -w 300 8 || fail "another member has been leaving etcd for 300 s"
  remove_member "$NODE" "$PEER_URL"
  exec 8>&-
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

# Once a disk: a change of a node that is not Ready for reasons of its own is not held up.
await_birth() {
  local seen
  seen=$(annotation "$SEEN")
  [[ $seen != "$GENERATION" ]] || return 0
  [[ $POD_NETWORK == no ]] || wait_until_ready
  kubectl_admin annotate node "$NODE" "$SEEN=$GENERATION" --overwrite
}

annotation() { # KEY
  kubectl_admin get node "$NODE" -o "jsonpath={.metadata.annotations.${1//./\\.}}"
}

# As long as an image may take on a slow line. Without a pod network of ours a Node may stay NotReady for as long as its user likes.
wait_until_ready() {
  within 600 is_ready || fail "Node $NODE is not Ready after 600 s: $(ready message)"
}

is_ready() { [[ $(ready status) == True ]]; }

ready() { # FIELD
  kubectl_admin get node "$NODE" -o "jsonpath={.status.conditions[?(@.type==\"Ready\")].$1}"
}

# The API server of this host: the endpoint may still lead to the one of a control plane that is leaving.
kubectl_admin() {
  local own
  own=$(sed -n 's/^ *kubeadm.kubernetes.io\/kube-apiserver.advertise-address.endpoint: *//p' "$MANIFESTS/kube-apiserver.yaml" 2>/dev/null || true)
  kubectl --kubeconfig "$ADMIN_CONF" ${own:+--server "https://$own"} --request-timeout 30s "$@"
}

# Key by key: controllers of Kubernetes keep taints in the same list.
update_taints() {
  local taint recorded
  recorded=$(annotation "$OURS")
  for taint in ${recorded//,/ }; do
    # key=value:Effect is removed by key and effect.
    [[ " $TAINTS " == *" $taint "* ]] || kubectl_admin taint node "$NODE" "${taint%%[=:]*}:${taint##*:}-" || say "$taint was gone"
  done
  for taint in $TAINTS; do
    kubectl_admin taint node "$NODE" "$taint" --overwrite
  done
  [[ $recorded == "${TAINTS// /,}" ]] || kubectl_admin annotate node "$NODE" "$OURS=${TAINTS// /,}" --overwrite
}
