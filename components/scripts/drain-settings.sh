# How nodes are drained, written down in the cluster for removals and upgrades: this runs on a control plane.
# Parameters: CLUSTER NODE DRAINS ONLY_NODE
# shellcheck shell=bash

need drain metadata node
about cluster

create() { update; }

update() {
  wait_for_api
  local found
  found=$(settings get --ignore-not-found -o name)
  [[ -n $found ]] || settings create
  # Those of a pool that has left the stack file stay, for its nodes are removed after this.
  settings patch --type merge --patch-file /dev/stdin <<<"{\"data\":{$(json_members "$DRAINS" ''),\"$ONLY_NODE_KEY\":\"$ONLY_NODE\"}}"
  kubectl_admin apply --server-side --force-conflicts --field-manager pulumi-kubeadm --filename - <<<"$(reader)"
  report "removals and upgrades drain as the stack file says now"
}

settings() { # VERB OPTION…
  kubectl_admin "$1" configmap "$DRAIN_SETTINGS" --namespace kube-system "${@:2}"
}

# A node empties itself with its kubelet's credential, which reads only what a Role says. kubeadm does the same for kubelet-config.
reader() {
  cat <<EOT
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: {name: $DRAIN_SETTINGS, namespace: kube-system}
rules: [{apiGroups: [""], resources: [configmaps], resourceNames: [$DRAIN_SETTINGS], verbs: [get]}]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: $DRAIN_SETTINGS, namespace: kube-system}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: $DRAIN_SETTINGS}
subjects: [{apiGroup: rbac.authorization.k8s.io, kind: Group, name: "system:nodes"}]
EOT
}
