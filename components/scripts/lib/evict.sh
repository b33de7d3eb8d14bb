# This node's pods leave it while its kubelet is exchanged. The kubelet's own credential does it, which may cordon its Node and evict its
# pods and nobody else's (https://kubernetes.io/docs/reference/access-authn-authz/node/), so no worker needs an administrator's.
# shellcheck shell=bash

need cordon

empty_own_node() {
  if [[ $(drain_setting own_kubectl "$ONLY_NODE_KEY") == "$NODE" ]]; then
    say "no other node could take its pods: they go on meanwhile"
    return
  fi
  read_drain_settings own_kubectl
  AT_EXIT+=(lift_own_cordon)
  cordon own_kubectl "$FOR_UPGRADE"
  evict_own_pods
  did "pods moved to other nodes"
}

# That of a run which was killed as well.
lift_own_cordon() { lift_cordon own_kubectl "$FOR_UPGRADE"; }

own_kubectl() { kubectl --kubeconfig "$KUBELET_CONF" --request-timeout 30s "$@"; }

evict_own_pods() {
  local deadline=$((SECONDS + TIMEOUT)) means=evict pod
  local -A staying=() ending=() refusals=()
  while true; do
    within 60 find_own_pods || fail "the API server did not say which pods are on $NODE"
    ((${#staying[@]} + ${#ending[@]} > 0)) || return 0
    if ((SECONDS >= deadline)); then
      [[ $means == evict && $ON_BLOCKED_BUDGET == force ]] || fail_to_empty
      say "deleting what does not leave by itself: ${!staying[*]}"
      means=delete_pod deadline=$((SECONDS + TIMEOUT))
    fi
    for pod in "${!staying[@]}"; do
      "$means" "${pod%/*}" "${pod#*/}"
    done
    sleep 1
  done
}

# Into the caller's `staying` and `ending`. Those of a DaemonSet and of the kubelet itself belong to the node.
find_own_pods() {
  local found name kind phase ends
  found=$(own_kubectl get pods --all-namespaces --field-selector "spec.nodeName=$NODE" -o 'jsonpath={range .items[*]}{.metadata.namespace}/{.metadata.name}|{.metadata.ownerReferences[?(@.controller==true)].kind}|{.status.phase}|{.metadata.deletionTimestamp}{"\n"}{end}') || return 1
  staying=() ending=()
  while IFS='|' read -r name kind phase ends; do
    [[ -n $name && ! $kind =~ ^(DaemonSet|Node)$ && ! $phase =~ ^(Succeeded|Failed)$ ]] || continue
    if [[ -n $ends ]]; then ending[$name]=yes; else staying[$name]=yes; fi
  done <<<"$found"
}

# A disruption budget may refuse for now; why is kept for the case that it does to the end.
evict() { # NAMESPACE NAME
  local options='' said
  ((GRACE < 0)) || options=',"deleteOptions":{"gracePeriodSeconds":'$GRACE'}'
  said=$(own_kubectl create --raw "/api/v1/namespaces/$1/pods/$2/eviction" --filename - 2>&1 \
    <<<'{"apiVersion":"policy/v1","kind":"Eviction","metadata":{"name":"'"$2"'","namespace":"'"$1"'"}'"$options}") || refusals[$1/$2]=$said
}

delete_pod() { # NAMESPACE NAME
  own_kubectl delete pod "$2" --namespace "$1" --grace-period "$GRACE" --wait=false --ignore-not-found
}

fail_to_empty() {
  local pod
  for pod in "${!staying[@]}"; do
    printf '%s: %s\n' "$pod" "${refusals[$pod]:-it does not leave}"
  done >"$RUN/refusals"
  for pod in "${!ending[@]}"; do
    printf '%s: it does not end\n' "$pod"
  done >>"$RUN/refusals"
  refuse "$NODE keeps its kubelet, for these pods did not leave it in $TIMEOUT s: free them, or set drain.timeoutSeconds or drain.onBlockedBudget: force of its group, and run up again" <"$RUN/refusals"
}
