# The Node object that a step is about, through the API of the control plane that the step runs on.
# shellcheck shell=bash

ASKED=own # or endpoint

# The API server of this host: the endpoint may still lead to the one of a control plane that is leaving.
kubectl_admin() {
  local own=''
  [[ $ASKED == endpoint ]] || own=$(sed -n 's/^ *kubeadm.kubernetes.io\/kube-apiserver.advertise-address.endpoint: *//p' "$MANIFESTS/kube-apiserver.yaml" 2>/dev/null || true)
  kubectl --kubeconfig "$ADMIN_CONF" ${own:+--server "https://$own"} --request-timeout 30s "$@"
}

wait_for_api() { wait_for 120 "an answer of the API server" api_answers; }

# That of a host which leaves in the same run has lost its etcd, and what is to be done here would wait for it for ever.
api_answers() {
  for ASKED in own endpoint; do
    ! kubectl_admin get --raw /readyz || return 0
  done
  ASKED=own
  return 1
}

found_node() { kubectl_admin get node "$NODE" --ignore-not-found -o name; }

# Of its condition Ready: status or message.
ready() { # FIELD
  kubectl_admin get node "$NODE" -o "jsonpath={.status.conditions[?(@.type==\"Ready\")].$1}"
}

annotation() { # KEY
  kubectl_admin get node "$NODE" -o "jsonpath={.metadata.annotations.${1//./\\.}}"
}

# A patch changes what is there and never makes a Node again. It comes on stdin: it may be longer than an argument.
patch_node() { # < JSON
  kubectl_admin patch node "$NODE" --type merge --patch-file /dev/stdin
}
