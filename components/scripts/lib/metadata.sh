# Labels, annotations and taints of a Node: those of the stack file are kept, those of others stay.
# shellcheck shell=bash

need node

# Kept on the Node itself, for the control plane that works on it may be another one next time: which are ours.
OUR_LABELS=pulumi-kubeadm/labels
OUR_ANNOTATIONS=pulumi-kubeadm/annotations
OUR_TAINTS=pulumi-kubeadm/taints

# In one patch with the memory of what is ours: what left the stack file goes, what others set stays.
update_metadata() {
  local former_labels former_annotations labels annotations
  former_labels=$(annotation "$OUR_LABELS")
  former_annotations=$(annotation "$OUR_ANNOTATIONS")
  [[ -n $LABELS$ANNOTATIONS$former_labels$former_annotations ]] || return 0
  labels=$(json_members "$LABELS" "$former_labels")
  annotations=$(json_members "$ANNOTATIONS" "$former_annotations")
  patch_node <<<"{\"metadata\":{\"labels\":{$labels},\"annotations\":{${annotations:+$annotations,}$(remembered "$OUR_LABELS" "$LABELS"),$(remembered "$OUR_ANNOTATIONS" "$ANNOTATIONS")}}}"
}

remembered() { # KEY LINES
  local keys
  keys=$(keys_of "$2")
  if [[ -n $keys ]]; then
    printf '"%s":"%s"' "$1" "$keys"
  else
    printf '"%s":null' "$1"
  fi
}

# Key by key: controllers of Kubernetes keep taints in the same list.
update_taints() {
  local taint recorded
  recorded=$(annotation "$OUR_TAINTS")
  for taint in ${recorded//,/ }; do
    # key=value:Effect is removed by key and effect.
    [[ " $TAINTS " == *" $taint "* ]] || kubectl_admin taint node "$NODE" "${taint%%[=:]*}:${taint##*:}-" || say "$taint was gone"
  done
  for taint in $TAINTS; do
    kubectl_admin taint node "$NODE" "$taint" --overwrite
  done
  [[ $recorded == "${TAINTS// /,}" ]] || kubectl_admin annotate node "$NODE" "$OUR_TAINTS=${TAINTS// /,}" --overwrite
}

# The members of a JSON object from lines of `key: value`, and null for every former key that is in none of them.
json_members() { # LINES FORMER_KEYS
  local key line json=
  for key in $2; do
    [[ ! $key =~ ^[A-Za-z0-9._/-]+$ || $'\n'$1 == *$'\n'"$key: "* ]] || json+=",\"$key\":null"
  done
  while IFS= read -r line; do
    [[ -z $line ]] || json+=",\"${line%%: *}\":${line#*: }"
  done <<<"$1"
  printf '%s' "${json#,}"
}

keys_of() { # LINES
  local line keys=
  while IFS= read -r line; do
    keys+=" ${line%%: *}"
  done <<<"$1"
  printf '%s' "${keys# }"
}
