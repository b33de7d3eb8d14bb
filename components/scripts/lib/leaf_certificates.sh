# The certificates that kubeadm has made on a control plane: their ends and their renewal. The kubelet renews its own.
# https://kubernetes.io/docs/tasks/administer-cluster/kubeadm/kubeadm-certs/
# shellcheck shell=bash

need static_pods

KEPT_CERTIFICATES=$STATE/certificates.tar # as they were, while kubeadm writes new ones
READERS_OWED=$STATE/certificate-readers   # from before a renewal until what reads them at its start alone has started anew
CERTIFICATE_READERS=(kube-controller-manager kube-scheduler)

# NAME|DATE of each, as kubeadm knows them.
certificate_ends() { # CONFIG_FILE
  kubeadm certs check-expiration --config "$1" --output 'jsonpath={range .certificates[?(@.missing==false)]}{.name}|{.expirationDate}{"\n"}{end}'
}

# Those that end too early, in the same form.
ending_certificates() { # CONFIG_FILE
  local ends name end limit
  limit=$(($(date --date "$UNTIL" +%s) - DAYS * 86400))
  # A substitution in a function that is one itself ends nothing.
  ends=$(certificate_ends "$1") || return 1
  while IFS='|' read -r name end; do
    [[ -z $name ]] || (($(date --date "$end" +%s) >= limit)) || printf '%s|%s\n' "$name" "$end"
  done <<<"$ends"
}

# The names in lines, or of those lines that others have as well.
names_in() { # ENDS [ENDS]
  local line names=()
  while read -r line; do
    [[ -z $line || (-n ${2+set} && $'\n'$2$'\n' != *$'\n'"$line"$'\n'*) ]] || names+=("${line%%|*}")
  done <<<"$1"
  printf '%s' "${names[*]}"
}

# kubeadm ends well also where it renews nothing, for example without the key of a CA: who calls this looks again.
renew_certificates() { # CONFIG_FILE ENDS
  say "renewing, with all others: $(names_in "$2")"
  hold_lease
  keep_certificates
  put_text "$READERS_OWED" 'to be restarted'
  if ! kubeadm certs renew all --config "$1"; then
    give_back_certificates
    fail "kubeadm could not renew the certificates of $NODE, so they are as they were: see $LOG there"
  fi
  make_durable
  rm "$KEPT_CERTIFICATES"
  did "certificates renewed"
}

# kubeadm writes a key and its certificate one after the other, and a kill between them would leave a pair that is none.
keep_certificates() {
  local files
  mapfile -t files < <(files_of_kubeadm)
  install -m 0600 /dev/null "$KEPT_CERTIFICATES.new"
  tar --create --directory "${PKI%/*}" --file "$KEPT_CERTIFICATES.new" "${files[@]#"${PKI%/*}"/}"
  persist "$KEPT_CERTIFICATES.new"
  mv "$KEPT_CERTIFICATES.new" "$KEPT_CERTIFICATES"
}

# What kubeadm renews: etcd's where it runs here. Those of external etcd come from the stack.
files_of_kubeadm() {
  local name names=(apiserver apiserver-kubelet-client front-proxy-client)
  [[ ! -e $MANIFESTS/etcd.yaml ]] || names+=(apiserver-etcd-client etcd/server etcd/peer etcd/healthcheck-client)
  compgen -G "${PKI%/*}/*.conf"
  for name in "${names[@]}"; do
    compgen -G "$PKI/$name.*" || true
  done
}

give_back_certificates() {
  [[ -e $KEPT_CERTIFICATES ]] || return 0
  say "a renewal has not ended: its certificates are put back"
  tar --extract --preserve-permissions --directory "${PKI%/*}" --file "$KEPT_CERTIFICATES"
  make_durable
  rm "$KEPT_CERTIFICATES"
}

# The API server and etcd read their files again by themselves, kubeconfigs are read at the start alone.
restart_certificate_readers() {
  local component
  [[ -e $READERS_OWED ]] || return 0
  hold_lease
  for component in "${CERTIFICATE_READERS[@]}"; do
    restart_component "$component"
  done
  wait_for_controllers
  rm "$READERS_OWED"
}

restart_component() { # COMPONENT
  local old
  old=$(containers_of "$1")
  crictl stop --timeout 30 "$(container_of "$1")" || say "$1 has ended by itself"
  wait_for 180 "a new container of $1" decided "$1" "$old"
  wait_for 60 "a healthy $1" component_healthy "$1"
  did "$1 restarted"
}
