# Emptying a node before it goes.
# shellcheck shell=bash

need cordon node

# In turns, because a node that is the last one has nowhere to send its pods, and a disruption budget would hold it for ever.
drain() {
  local deadline=$((SECONDS + TIMEOUT)) others
  while true; do
    others=$(refuges)
    if [[ -z $others ]]; then
      say "no other node could take its pods: they end with it"
      return
    fi
    kubectl_admin drain "$NODE" --ignore-daemonsets --delete-emptydir-data --force \
      --grace-period "$GRACE" --timeout 10s && return
    ((SECONDS < deadline)) || ! drain_with_eviction_disabled || return 0
    ((SECONDS < deadline)) || fail "Node $NODE could not be drained in $TIMEOUT s: $(blockers); $(way_out)"
  done
}

# The stack may say that a disruption budget is not to hold a node for ever.
drain_with_eviction_disabled() {
  [[ $ON_BLOCKED_BUDGET == force ]] || return 1
  say "$(blockers); deleting the pods"
  kubectl_admin drain "$NODE" --ignore-daemonsets --delete-emptydir-data --force --disable-eviction \
    --grace-period "$GRACE" --timeout "${TIMEOUT}s"
}

# Other nodes that are Ready, not cordoned, and not kept for the control plane.
refuges() {
  kubectl_admin get nodes --field-selector spec.unschedulable=false,metadata.name!="$NODE" \
    -o 'jsonpath={range .items[*]}{.metadata.name}{" "}{.status.conditions[?(@.type=="Ready")].status}{" "}{.spec.taints[*].key}{"\n"}{end}' |
    awk '$2 == "True" { for (i = 3; i <= NF; i++) if ($i == "node-role.kubernetes.io/control-plane") next; print $1 }'
}

blockers() {
  printf 'these disruption budgets allow no eviction now: %s' "$(kubectl_admin get poddisruptionbudgets --all-namespaces \
    -o 'jsonpath={range .items[?(@.status.disruptionsAllowed==0)]}{.metadata.namespace}/{.metadata.name} {end}')"
}

# The next removal reads the settings of that day.
way_out() {
  local where=$DRAIN_GROUP
  [[ $where != workerPools.* ]] || where="the pool ${where#*.} (one that is out of the file comes back with 'hosts: []' for it)"
  printf 'free them, or set drain.timeoutSeconds or drain.onBlockedBudget: force of %s, and run up again' "$where"
}
