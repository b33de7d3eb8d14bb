# etcd, asked from this host: beside an API server in its container, on a host of its own by its program.
# shellcheck shell=bash

ETCD_PKI=/etc/etcd/pki # of an external member; kubeadm's are in the container

# etcdctl against this cluster, by the way that observe_members found.
etcd_cli() { # ARGUMENT…
  etcd_at "${ETCD_ENDPOINTS:-https://127.0.0.1:2379}" "$@"
}

etcd_at() { # CLIENT_URLS ARGUMENT…
  local inside=/etc/kubernetes/pki/etcd urls=$1
  local stacked=(etcdctl --endpoints "$urls" --cacert "$inside/ca.crt" --cert "$inside/healthcheck-client.crt" --key "$inside/healthcheck-client.key")
  shift
  case $ETCD_WAY in
    host) timeout 20 etcdctl --endpoints "$urls" --cacert "$ETCD_PKI/ca.crt" --cert "$ETCD_PKI/member.crt" --key "$ETCD_PKI/member.key" "$@" ;;
    container/*) timeout 20 crictl exec "${ETCD_WAY#*/}" "${stacked[@]}" "$@" ;;
    pod/*)
      timeout 20 kubectl --kubeconfig "$ETCD_KUBECONFIG" --request-timeout 15s --namespace kube-system \
        exec "${ETCD_WAY#*/}" --container etcd -- "${stacked[@]}" "$@"
      ;;
  esac </dev/null
}

# Where etcdctl could run, best first: with its client URLs in the sheet, beside this host's own member, beside any ready one.
etcd_ways() {
  if [[ -n ${ETCD_ENDPOINTS-} ]]; then
    echo host
    return
  fi
  if command -v crictl >/dev/null; then
    timeout 10 crictl ps --quiet --state running --label io.kubernetes.container.name=etcd | sed 's|^|container/|' || true
  fi
  [[ -n ${ETCD_KUBECONFIG-} ]] || return 0
  kubectl --kubeconfig "$ETCD_KUBECONFIG" --request-timeout 10s --namespace kube-system get pods --selector component=etcd \
    -o 'jsonpath={range .items[?(@.status.containerStatuses[0].ready==true)]}pod/{.metadata.name}{"\n"}{end}' || true
}

# IDS, NAMES and the rest of read_membership, or a failure where nobody answers. A member without quorum still knows the list.
observe_members() {
  local consistency members health
  for consistency in l s; do
    while read -r ETCD_WAY; do
      if [[ $consistency == l ]]; then
        members=$(etcd_cli member list) || continue
      else
        members=$(etcd_cli member list --consistency s) || continue
      fi
      health=$(etcd_cli endpoint health --cluster 2>&1 || true)
      read_membership "$members" "$health" "$(leader_id)"
      return 0
    done < <(etcd_ways)
  done
  return 1
}

# In hexadecimal, as members are listed; nothing while there is none.
leader_id() {
  local id
  id=$({ etcd_cli endpoint status --write-out fields || true; } | sed -n 's/^"Leader" : \([1-9][0-9]*\)$/\1/p' | sort -u | tail -n 1)
  [[ -z $id ]] || printf '%x' "$id"
}
