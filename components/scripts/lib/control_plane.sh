# What every control plane has of its own: kubeadm's configuration, the API server's certificate, its way to the kubelets.
# shellcheck shell=bash

# One file for kubeadm's --config out of several; the first says whether it is for init, for a join or for a phase.
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
  [[ ! -e $STATE/cert-sans || $(<"$STATE/cert-sans") != "$CERT_SANS" || ! -e $PKI/apiserver.crt || ! -e $PKI/apiserver.key ]] || return 0
  say "signing the API server's certificate for: $CERT_SANS"
  # Until it is known again, whatever ends this: the names may be set back meanwhile.
  rm -f "$STATE/cert-sans"
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

remember_cert_sans() {
  make_durable
  put_text "$STATE/cert-sans" "$CERT_SANS"
}

# From 1.36.1, 1.35.5 and 1.34.8 on kubeadm's certificate needs this, and only an init or upgrade of such a version makes it.
let_api_server_reach_kubelets() {
  local name=kubeadm:apiserver-kubelet-client kubectl=(kubectl --kubeconfig "$ADMIN_CONF")
  "${kubectl[@]}" get clusterrolebinding "$name" >/dev/null 2>&1 ||
    "${kubectl[@]}" create clusterrolebinding "$name" --clusterrole system:kubelet-api-admin --user kube-apiserver-kubelet-client
}
