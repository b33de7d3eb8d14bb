# Renew the certificates that kubeadm has made on this control plane, if one of them ends more than DAYS before UNTIL.
# Parameters: CLUSTER NODE ROLE ADDRESS API_PORT DAYS; UNTIL is known in the run
# shellcheck shell=bash

need control_plane leaf_certificates

update() {
  refuse_no_member
  local documents=$RUN/config.yaml ending now same
  join_documents "$CONFIG/phases.yaml" >"$documents"
  give_back_certificates
  ending=$(ending_certificates "$documents")
  if [[ -n $ending ]]; then
    renew_certificates "$documents" "$ending"
  fi
  restart_certificate_readers
  now=$(certificate_ends "$documents")
  same=$(names_in "$ending" "$now")
  [[ -z $same ]] ||
    refuse "kubeadm cannot renew these certificates of $NODE: $same. A CA has no key in $PKI: put it there and run up again, or renew them where it is"
  report_change "has certificates until ${UNTIL%T*}"
}
