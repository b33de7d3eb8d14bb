# Which cluster this host belongs to, and whether it is a member.
# shellcheck shell=bash

# The API as an administrator, which a control plane can ask.
ask() { kubectl --kubeconfig "$ADMIN_CONF" --request-timeout 30s "$@"; }

# Before anything is touched: a host of another cluster stays as it is.
refuse_other_cluster() {
  local owner
  if [[ -e $STATE/cluster ]]; then
    owner=$(<"$STATE/cluster")
    [[ $owner == "$CLUSTER" ]] || refuse "this host belongs to cluster $owner: take it out of that stack first (found in $STATE/cluster)"
  elif [[ -e $PKI/ca.crt || -e $KUBELET_CONF ]]; then
    refuse "this host is in a cluster that was not made here (it has $KUBELET_CONF or $PKI/ca.crt): run 'kubeadm reset' there if that cluster is gone"
  fi
}

claim_host() {
  printf '%s\n' "$CLUSTER" >"$STATE/cluster"
  printf '%s\n' "$GENERATION" >"$STATE/generation"
}

# Whether what is here was brought under another generation of the host: for a birth its disk is not new, for a delete not its own.
is_other_generation() { [[ -e $STATE/generation && $(<"$STATE/generation") != "$GENERATION" ]]; }

refuse_other_generation() {
  ! is_other_generation ||
    refuse "this host has what its generation $(<"$STATE/generation") brought, and the stack says $GENERATION: that is for a new disk only, so put an empty one in or set it back"
}

# A cluster may have the name of an older one; its CA tells them apart.
refuse_other_ca() {
  local offered
  offered=$(sed -n 's/^ *certificate-authority-data: //p' "$DISCOVERY" | base64 -d | fingerprint)
  [[ ! -e $PKI/ca.crt || $(fingerprint <"$PKI/ca.crt") == "$offered" ]] ||
    refuse "this host is a member of another cluster named $CLUSTER (the CA in $PKI/ca.crt differs): run 'kubeadm reset' there if that cluster is gone"
}

fingerprint() { # < PEM
  sed -n '/BEGIN CERTIFICATE/,/END CERTIFICATE/{/-----/d;p}' | base64 -d | sha256sum | cut -d ' ' -f 1
}

# Its birth has ended. Health is asked separately: a member that is ill is mended, never reset.
is_member() { [[ -e $STATE/member && -e $KUBELET_CONF ]]; }

# What a birth leaves from its first moment on, ended or not.
has_birth_files() {
  [[ -e $STATE/member || -e $PKI/ca.crt || -e $KUBELET_CONF || -d $CONFIG ]] || compgen -G "$MANIFESTS/*.yaml" >/dev/null
}

# Whether an API server of this cluster answers anywhere, proven by its certificate. Only silence lets a host make a cluster.
cluster_answers() {
  local server answer
  for server in $API_SERVERS; do
    answer=$(kubectl --kubeconfig "$DISCOVERY" --server "https://$server" --request-timeout 5s get --raw /version 2>&1) && return 0
    case $answer in
      *x509:*) refuse "what answers at $server is not $CLUSTER, and this host will not make a second one" <<<"$answer" ;;
      *refused* | *"Unable to connect"* | *EOF* | *reset* | *imeout* | *"deadline exceeded"*) say "no answer at $server: $answer" ;;
      *) return 0 ;;
    esac
  done
  return 1
}

wait_until_healthy() {
  wait_for 120 "a healthy kubelet" unit_healthy kubelet
  [[ $ROLE == worker ]] || wait_for 240 "a ready API server on this host" api_ready
  wait_for 120 "the registration of Node $NODE" node_registered
}
