# One control plane of a cluster is changed at a time, whoever runs the change: runs with two copies of a state know nothing of each
# other, so the cluster itself holds the lock. https://kubernetes.io/docs/concepts/architecture/leases/
# shellcheck shell=bash

LEASE=pulumi-kubeadm-control-plane
LEASE_SECONDS=600 # longer than any restart with its wait and its way back; renewed before each
LEASE_HOLDER=     # who we are to others, from when we want it

# Before each restart of a part of a control plane: the first takes it, the others renew it.
hold_lease() {
  local deadline=$((SECONDS + LEASE_SECONDS + 60)) known='' since=$SECONDS version holder seconds
  if [[ -z $LEASE_HOLDER ]]; then
    LEASE_HOLDER=$NODE/$(od -An -N8 -tx8 /dev/urandom | tr -d ' ')
    AT_EXIT+=(release_lease)
  fi
  while true; do
    if ! within 30 read_lease; then
      say "no API server answers, so no other run can be changing one"
      return
    fi
    # Of this host's own steps one runs at a time, so what an earlier one held it holds no more.
    if [[ $holder != "$NODE"/* && -n $holder ]] && ! has_run_out; then
      say "waiting: $holder is changing a control plane"
    elif write_lease "$LEASE_HOLDER" "$LEASE_SECONDS"; then
      return
    fi
    ((SECONDS < deadline)) || refuse_held_lease
    sleep 2
  done
}

refuse_held_lease() {
  refuse "$NODE was not changed: another run has been changing a control plane for $((SECONDS - since)) s (${holder:-nobody} holds the lease $LEASE in kube-system); let it end, and run again"
}

# By this host's clock alone: whoever lives renews it in time. For `known` and `since` see hold_lease.
has_run_out() {
  [[ $known == "$version $holder" ]] || known="$version $holder" since=$SECONDS
  ((SECONDS >= since + ${seconds:-0}))
}

release_lease() { within 30 give_lease_back || say "no API server takes the lease back: it ends by itself"; }

give_lease_back() {
  local version holder seconds
  read_lease || return 1
  [[ $holder != "$LEASE_HOLDER" ]] || write_lease '' 1
}

# Into the caller's `version`, `holder` and `seconds`, all empty where there is none yet.
read_lease() {
  local found
  found=$(lease_api get lease "$LEASE" --ignore-not-found \
    -o 'jsonpath={.metadata.resourceVersion}|{.spec.holderIdentity}|{.spec.leaseDurationSeconds}') || return 1
  IFS='|' read -r version holder seconds <<<"$found"
}

# Fails where somebody was faster.
write_lease() { # HOLDER SECONDS
  local now verb=create at=''
  if [[ -n $version ]]; then
    verb=replace at=", resourceVersion: \"$version\""
  fi
  now=$(date -u +%Y-%m-%dT%H:%M:%S.%6NZ)
  lease_api "$verb" -f - <<EOT
apiVersion: coordination.k8s.io/v1
kind: Lease
metadata: {name: $LEASE, namespace: kube-system$at}
spec: {holderIdentity: "$1", leaseDurationSeconds: $2, acquireTime: "$now", renewTime: "$now"}
EOT
}

# The API server of this host; while it is away, whichever answers at the endpoint.
lease_api() {
  local server=()
  ! api_ready || server=(--server "https://$ADDRESS:$API_PORT")
  kubectl --kubeconfig "$ADMIN_CONF" "${server[@]}" --request-timeout 10s --namespace kube-system "$@"
}
