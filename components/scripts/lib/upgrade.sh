# Another version of Kubernetes on a control plane. Before the first one changes, the cluster is asked whether it can; what the nodes share
# follows with the last, for nothing may be newer than an API server (https://kubernetes.io/releases/version-skew-policy/).
# shellcheck shell=bash

need cordon etcd/client images node

KUBELET_SKEW=3 # minors that a kubelet may be behind

own_version() { version_in "$MANIFESTS/kube-apiserver.yaml"; }

# The tag of its image.
version_in() { sed -nE 's/^ *image: .*:v([0-9.]+)$/\1/p' "$1"; } # MANIFEST

# An API server whose change did not end can go either way, and may be the one that would have to be asked.
changes_version() {
  local kept=$STATE/manifests/kube-apiserver/manifest.yaml
  [[ $(own_version) != "$KUBERNETES_VERSION" && (! -e $kept || $(version_in "$kept") != "$KUBERNETES_VERSION") ]]
}

refuse_upgrade() {
  changes_version || return 0
  wait_for_api
  local servers nodes found
  servers=$(api_servers)
  nodes=$(kubectl_admin get nodes -o 'jsonpath={range .items[*]}{.metadata.name}|{.status.nodeInfo.kubeletVersion}|{.status.conditions[?(@.type=="Ready")].status}{"\n"}{end}')
  found=$(
    apart
    # Once one control plane has the version, the way is forward.
    [[ "$servers"$'\n' == *"|$KUBERNETES_VERSION|"* ]] || not_prepared
  )
  [[ -z $found ]] || refuse "Kubernetes $KUBERNETES_VERSION cannot come to this cluster yet, and nothing on $NODE was changed" <<<"$found"
}

# Of a worker, which asks nobody: a pool has been put back, or a host into one that lags.
refuse_older_kubelet() {
  local here
  here=$(kubelet --version)
  here=${here#Kubernetes v}
  (($(minor_of "$here") <= $(minor_of "$KUBERNETES_VERSION"))) ||
    refuse "the kubelet of $NODE has $here and the stack says $KUBERNETES_VERSION: no kubelet goes back to an older minor, so set kubernetesVersion of its pool to $here; nothing on $NODE was changed"
}

# NODE|VERSION|ADDRESS of each.
api_servers() {
  kubectl_admin get pods --namespace kube-system --selector component=kube-apiserver \
    -o 'jsonpath={range .items[*]}{.spec.nodeName}|{.spec.containers[0].image}|{.metadata.annotations.kubeadm\.kubernetes\.io/kube-apiserver\.advertise-address\.endpoint}{"\n"}{end}' |
    sed -E 's/\|[^|]*:v([0-9.]+)\|/|\1|/'
}

has_whole_version() {
  local servers
  servers=$(api_servers) && [[ -n $servers ]] && ! grep -vF "|$KUBERNETES_VERSION|" <<<"$servers"
}

# The kubelet tells the cluster of a changed static pod once it runs.
is_listed() { api_servers | grep -F "$NODE|$KUBERNETES_VERSION|"; }

# For `servers` and `nodes` see the caller.
apart() {
  local name version minor
  minor=$(minor_of "$KUBERNETES_VERSION")
  while IFS='|' read -r name version _; do
    [[ -n $name ]] || continue
    if is_newer "$version"; then
      echo "the API server of $name has $version: a control plane cannot be downgraded, so set kubernetesVersion to that"
    elif (($(minor_of "$version") < minor - 1)); then
      echo "the API server of $name has $version: no minor can be skipped, so set kubernetesVersion to 1.$(($(minor_of "$version") + 1)), run up to its end, and raise it then"
    fi
  done <<<"$servers"
  while IFS='|' read -r name version _; do
    [[ -n $name ]] || continue
    if is_newer "${version#v}"; then
      echo "the kubelet of $name has $version: no kubelet may be newer than an API server, so set kubernetesVersion to that"
    elif (($(minor_of "${version#v}") < minor - KUBELET_SKEW)); then
      echo "the kubelet of $name has $version: it may be $KUBELET_SKEW minors behind at most, so bring it to the version of the cluster first"
    fi
  done <<<"$nodes"
}

minor_of() { # VERSION
  local minor=${1#*.}
  printf '%s' "${minor%%.*}"
}

is_newer() { # VERSION
  [[ $1 != "$KUBERNETES_VERSION" && $(printf '%s\n' "$1" "$KUBERNETES_VERSION" | sort --version-sort | tail -n 1) == "$1" ]]
}

not_prepared() {
  local name ready
  while IFS='|' read -r name _ ready _; do
    [[ -z $name || $ready == True ]] || echo "Node $name is not Ready: mend it, name it dead, or take it out of the stack file"
  done <<<"$nodes"
  removed_apis
  [[ $(minor_of "$(own_version)") == $(minor_of "$KUBERNETES_VERSION") ]] || rigid_budgets
}

# All of its pods are well, and still none may go. Pods that have but one node stay there, and where a stack deletes what does not leave,
# no budget holds a node up.
rigid_budgets() {
  local settings
  settings=$(kubectl_admin get configmap "$DRAIN_SETTINGS" --namespace kube-system --ignore-not-found -o 'jsonpath={.data}')
  [[ $settings == *onBlockedBudget=fail* && ! $settings =~ \"$ONLY_NODE_KEY\":\"[^\"] ]] || return 0
  kubectl_admin get poddisruptionbudgets --all-namespaces \
    -o 'jsonpath={range .items[*]}{.metadata.namespace}/{.metadata.name}|{.status.disruptionsAllowed}|{.status.currentHealthy}|{.status.expectedPods}{"\n"}{end}' |
    awk -F '|' '$2 == 0 && $4 > 0 && $3 >= $4 { print "the disruption budget " $1 " never lets a pod go: allow it one, or set drain.onBlockedBudget: force" }'
}

# Each API server counts what it was asked for since its start.
removed_apis() {
  local address removed resource group version
  while IFS='|' read -r _ _ address; do
    kubectl --kubeconfig "$ADMIN_CONF" --server "https://$address" --request-timeout 30s get --raw /metrics || true
  done <<<"$servers" |
    sed -nE 's/^apiserver_requested_deprecated_apis\{group="([^"]*)",removed_release="1\.([0-9]+)",resource="([^"]*)",subresource="[^"]*",version="([^"]*)"\} 1$/\2|\3|\1|\4/p' |
    sort -u | while IFS='|' read -r removed resource group version; do
    ((removed > $(minor_of "$KUBERNETES_VERSION"))) ||
      echo "somebody asks for $resource of ${group:+$group/}$version, which Kubernetes 1.$removed does not have: find out who (the audit log says), and change it"
  done
}

# What can be done while everything runs. Certificates are renewed as by kubeadm's own upgrade: each part starts again and reads its own.
prepare_version() { # CONFIG_FILE
  say "going over to Kubernetes $KUBERNETES_VERSION"
  pull_images
  keep_snapshot
  kubeadm certs renew all --config "$1"
  did "Kubernetes $KUBERNETES_VERSION"
}

# The way back is a restore. Of the member here, which is the cluster's as long as it knows a leader.
keep_snapshot() {
  [[ -e $MANIFESTS/etcd.yaml ]] || return 0
  local inside kept=$STATE/etcd-before-$KUBERNETES_VERSION.db
  inside=$(snapshot_inside)
  within 60 knows_leader || fail "etcd on $NODE has no leader, so nothing can be kept of it and nothing was changed"
  rm -f "$STATE"/etcd-before-*.db
  ETCD_SECONDS=600 etcd_cli snapshot save "$inside"
  install -m 0600 /dev/null "$kept"
  cat "$inside" >"$kept"
  rm -f "$inside"
}

# Where the member can write it.
snapshot_inside() { printf '%s/pulumi-kubeadm-snapshot.db' "$(sed -n 's/^ *- --data-dir=//p' "$MANIFESTS/etcd.yaml")"; }

# Of a run that was killed, also where the version has been put back since.
forget_unfinished_snapshot() { [[ ! -e $MANIFESTS/etcd.yaml ]] || rm -f "$(snapshot_inside)"; }

knows_leader() { ETCD_KUBECONFIG='' observe_members && [[ -n $LEADER ]]; }
