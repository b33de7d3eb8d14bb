# Gives CoreDNS back to kubeadm: what the stack file set there is as kubeadm installs it. This runs on a control plane.
# Parameters: CLUSTER OBJECTS (the fields in question, as a list of objects)
# shellcheck shell=bash

about cluster

delete() {
  if [[ ! -e $ADMIN_CONF ]]; then
    report "there is no cluster on this host any more"
    return
  fi
  wait_for 60 "an answer of the API server" ask get --raw /readyz
  # These are fields of objects, not objects, which is all that a validation by kubectl takes.
  ask apply --server-side --force-conflicts --field-manager kubeadm --validate=false --filename - <<<"$OBJECTS"
  report "CoreDNS is as kubeadm installs it"
}
