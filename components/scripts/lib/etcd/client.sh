# etcd and its members, asked from this host: beside an API server by etcdctl in its container, on a host of its own by its program.
# Results: ETCD_WAY, where etcdctl answered; of each member by its ID what IDS NAMES PEERS CLIENTS LEARNERS ANSWERS LABELS say, and LEADER;
# VOTERS ANSWERING QUORUM SILENT of those that vote. `tests/reference_model` reads and counts the same.
# shellcheck shell=bash
# shellcheck disable=SC2034 # etcd/decisions.sh decides by these

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
    host) timeout "${ETCD_SECONDS:-20}" etcdctl --endpoints "$urls" --cacert "$ETCD_PKI/ca.crt" --cert "$ETCD_PKI/member.crt" --key "$ETCD_PKI/member.key" "$@" ;;
    container/*) timeout "${ETCD_SECONDS:-20}" crictl exec "${ETCD_WAY#*/}" "${stacked[@]}" "$@" ;;
    pod/*)
      timeout 20 kubectl --kubeconfig "$ETCD_KUBECONFIG" --request-timeout 15s --namespace kube-system \
        exec "${ETCD_WAY#*/}" --container etcd -- "${stacked[@]}" "$@"
      ;;
  esac <"${ETCD_INPUT:-/dev/null}"
}

# Where etcdctl could run, best first: with its client URLs in the input, beside this host's own member, beside any ready one.
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

# What `etcdctl member list` and `etcdctl endpoint health --cluster 2>&1` print, and the leader's id if known.
read_membership() { # MEMBERS HEALTH [LEADER]
  local url verdict id status name peers clients learner
  local -A healthy=()
  declare -ga IDS=()
  declare -gA NAMES=() PEERS=() CLIENTS=() LEARNERS=() ANSWERS=() LABELS=()
  LEADER=${3-}
  while read -r url _ verdict; do
    # A learner refuses every read, and so says that it lives.
    [[ $verdict != healthy:* && $verdict != *"not supported for learner" ]] || healthy[$url]=yes
  done <<<"$2"
  while IFS='|' read -r id status name peers clients learner; do
    [[ -n $status ]] || continue
    IDS+=("$id") NAMES[$id]=$name PEERS[$id]=$peers CLIENTS[$id]=$clients LEARNERS[$id]=$learner ANSWERS[$id]=no
    LABELS[$id]=${name:+"$name ($id)"}
    : "${LABELS[$id]:="unstarted member $id at $peers"}"
    for url in ${clients//,/ }; do
      [[ -z ${healthy[$url]-} ]] || ANSWERS[$id]=yes
    done
  done <<<"${1//, /|}"
}

count_voters() { # [WITHOUT]
  local id
  VOTERS=0 ANSWERING=0 SILENT=''
  for id in "${IDS[@]}"; do
    [[ ${LEARNERS[$id]} == false && $id != "${1-}" ]] || continue
    VOTERS=$((VOTERS + 1))
    if [[ ${ANSWERS[$id]} == yes ]]; then
      ANSWERING=$((ANSWERING + 1))
    else
      SILENT+="${SILENT:+, }${LABELS[$id]}"
    fi
  done
  QUORUM=$((VOTERS / 2 + 1))
}
