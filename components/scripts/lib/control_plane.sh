# What the control planes of a cluster share: its configuration, the API server's certificate, kube-proxy.
# shellcheck shell=bash

# One file for kubeadm's --config out of several; the first says whether it is for a birth or for a phase.
join_documents() { # DOCUMENT
  local document
  cat "$1"
  for document in "$CONFIG"/{cluster,kubelet,kube-proxy}.yaml; do
    printf -- '---\n'
    cat "$document"
  done
}

# The API server reads its certificate again by itself when the file changes.
update_api_certificate() { # CONFIG_FILE
  [[ ! -e $STATE/cert-sans || $(<"$STATE/cert-sans") != "$CERT_SANS" ]] || return 0
  say "signing the API server's certificate for: $CERT_SANS"
  mkdir -p "$RUN/old-certificate"
  # They are gone where a run was killed here before.
  cp -p "$PKI"/apiserver.{crt,key} "$RUN/old-certificate/" || say "there is no certificate now"
  rm -f "$PKI"/apiserver.{crt,key}
  if ! kubeadm init phase certs apiserver --config "$1"; then
    cp -p "$RUN/old-certificate"/* "$PKI/"
    fail "kubeadm could not sign a certificate for the API server of $NODE: see $LOG there"
  fi
  remember_cert_sans
  did "API server's certificate signed"
}

remember_cert_sans() { printf '%s' "$CERT_SANS" >"$STATE/cert-sans"; }

# What joining nodes and `kubeadm upgrade` read from the cluster.
upload_configuration() { # CONFIG_FILE
  local version
  kubeadm init phase upload-config all --config "$1"
  version=$(kube_proxy_version)
  # Kept until the roll-out has begun: a run that is killed in between begins it.
  [[ -e $STATE/kube-proxy ]] || printf '%s' "$version" >"$STATE/kube-proxy"
  kubeadm init phase addon kube-proxy --config "$1"
  if [[ $(kube_proxy_version) != "$(<"$STATE/kube-proxy")" ]]; then
    kubectl --kubeconfig "$ADMIN_CONF" --namespace kube-system rollout restart daemonset kube-proxy
    did "kube-proxy rolled out"
  fi
  rm "$STATE/kube-proxy"
}

kube_proxy_version() {
  kubectl --kubeconfig "$ADMIN_CONF" --namespace kube-system get configmap kube-proxy -o 'jsonpath={.metadata.resourceVersion}'
}
