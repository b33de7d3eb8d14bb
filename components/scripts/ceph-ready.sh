# Waits until Rook calls everything of the stack's Ceph ready; what is not ends in what Rook says of it, what keeps its pods, and its operator's errors.
# Parameters: CLUSTER OBJECTS PATIENCE VERSION DIGEST; the third in seconds, and a change of the last two is one of what to wait for
# shellcheck shell=bash

need pods
about cluster ceph
NAMESPACE=rook-ceph
NOT_READY=

create() { update; }

update() {
  within "$PATIENCE" all_ready ||
    refuse "Ceph was not ready within $PATIENCE s: the next \`pulumi up\` waits again, and addons.rookCeph.timeoutSeconds is for how long" <<<"$(reasons)"
  report "Ceph is ready: ${OBJECTS//$'\n'/ }"
}

# Not before Rook has seen the newest form of each: until then its word is about the one before.
all_ready() {
  local columns='KIND:.kind,NAME:.metadata.name,FORM:.metadata.generation,SEEN:.status.observedGeneration,PHASE:.status.phase,SAYS:.status.message'
  # shellcheck disable=SC2086 # one word an object
  NOT_READY=$(ask --namespace "$NAMESPACE" get $OBJECTS -o "custom-columns=$columns" --no-headers 2>&1 |
    awk '$5 != "Ready" || ($4 != "<none>" && $4 != $3) { $3 = $4 = ""; print }')
  [[ -z $NOT_READY ]] || { sleep 2 && false; }
}

reasons() {
  tr --squeeze-repeats ' ' <<<"$NOT_READY"
  # Rook's own pods before those of Ceph's drivers, and the same of several pods once.
  waiting_pods --namespace "$NAMESPACE" | sort --reverse | awk '{ what = substr($0, index($0, ": ")) } !told[what]++' | cut -c 1-300 | head -n 12
  ask --namespace "$NAMESPACE" logs deployment/rook-ceph-operator --tail 500 | grep ' [EC] | ' | tail -n 5 | sed 's/^/rook-ceph-operator: /'
}
