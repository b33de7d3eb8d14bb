# Emptying a node before it goes.
# shellcheck shell=bash

# In turns, because a node that is the last one has nowhere to send its pods, and a disruption budget would hold it for ever.
drain() {
  local deadline=$((SECONDS + DRAIN_TIMEOUT_SECONDS)) others
  while true; do
    others=$(refuges)
    if [[ -z $others ]]; then
      say "no other node could take its pods: they end with it"
      return
    fi
    kubectl_admin drain "$NODE" --ignore-daemonsets --delete-emptydir-data --force \
      --grace-period "$DRAIN_GRACE_SECONDS" --timeout 10s && return
    ((SECONDS < deadline)) || ! evict_by_force || return 0
    ((SECONDS < deadline)) || fail "Node $NODE could not be drained in $DRAIN_TIMEOUT_SECONDS s: $(blockers)"
  done
}

# The stack may say that a disruption budget is not to hold a node for ever.
evict_by_force() {
  [[ $EVICT_BY_FORCE == yes ]] || return 1
  say "$(blockers); deleting the pods"
  kubectl_admin drain "$NODE" --ignore-daemonsets --delete-emptydir-data --force --disable-eviction \
    --grace-period "$DRAIN_GRACE_SECONDS" --timeout "${DRAIN_TIMEOUT_SECONDS}s"
}

# Other nodes that are Ready, not cordoned, and not kept for the control plane.
refuges() {
  kubectl_admin get nodes --field-selector spec.unschedulable=false,metadata.name!="$NODE" \
    -o 'jsonpath={range .items[*]}{.metadata.name}{" "}{.status.conditions[?(@.type=="Ready")].status}{" "}{.spec.taints[*].key}{"\n"}{end}' |
    awk '$2 == "True" && !/control-plane/ { print $1 }'
}

blockers() {
  printf 'these disruption budgets allow no eviction now: %s' "$(kubectl_admin get poddisruptionbudgets --all-namespaces \
    -o 'jsonpath={range .items[?(@.status.disruptionsAllowed==0)]}{.metadata.namespace}/{.metadata.name} {end}')"
}
