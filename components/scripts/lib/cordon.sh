# Cordons of ours, and the settings of a drain. A cordon says on the Node what it is for, so that a later run lifts it and one of the
# user's stays. AS is a function that runs kubectl with a credential that may patch the Node.
# Results: GRACE TIMEOUT ON_BLOCKED_BUDGET, the settings.
# shellcheck shell=bash
# shellcheck disable=SC2034 # lib/drain.sh and lib/evict.sh drain by these

# A ConfigMap in kube-system: a removal follows the stack file as it is now, and not the input of the day when the node was made.
DRAIN_SETTINGS=pulumi-kubeadm
ONLY_NODE_KEY=onlyNodeForPods
CORDONED=pulumi-kubeadm/cordoned # an annotation of the Node, with the purpose
FOR_REMOVAL=for-removal
FOR_UPGRADE=for-upgrade
GRACE=-1
TIMEOUT=300
ON_BLOCKED_BUDGET=fail

# Of DRAIN_GROUP. Never evaluated: others may write there.
read_drain_settings() { # AS
  if [[ $(drain_setting "$1" "$DRAIN_GROUP") =~ ^gracePeriodSeconds=(-1|[0-9]{1,5})\ timeoutSeconds=([0-9]{1,5})\ onBlockedBudget=(fail|force)$ ]]; then
    GRACE=${BASH_REMATCH[1]} TIMEOUT=${BASH_REMATCH[2]} ON_BLOCKED_BUDGET=${BASH_REMATCH[3]}
  else
    note "drained with default settings: there are none of $DRAIN_GROUP in the ConfigMap kube-system/$DRAIN_SETTINGS"
  fi
}

drain_setting() { # AS KEY
  "$1" get configmap "$DRAIN_SETTINGS" --namespace kube-system --ignore-not-found -o "jsonpath={.data.${2//./\\.}}"
}

# Remembered in the same moment, so that whoever comes after a run that was killed knows whose it is.
cordon() { # AS PURPOSE
  if [[ $("$1" get node "$NODE" -o 'jsonpath={.spec.unschedulable}') == true && -z $(purpose_of_cordon "$1") ]]; then
    say "it was cordoned before, and stays so"
    return
  fi
  write_cordon "$1" "\"$2\"" true
}

lift_cordon() { # AS PURPOSE
  [[ $(purpose_of_cordon "$1") == "$2" ]] || return 0
  say "lifting the cordon $2"
  write_cordon "$1" null null
}

write_cordon() { # AS PURPOSE UNSCHEDULABLE, the latter as JSON
  "$1" patch node "$NODE" --type merge --patch-file /dev/stdin \
    <<<'{"metadata":{"annotations":{"'"$CORDONED"'":'"$2"'}},"spec":{"unschedulable":'"$3"'}}'
}

purpose_of_cordon() { # AS
  "$1" get node "$NODE" -o "jsonpath={.metadata.annotations.${CORDONED//./\\.}}"
}
