# Renewed certificates for etcd and its clients, which read them at every handshake: nothing is restarted.
# Parameters: CLUSTER NODE; files: certificates and their keys
# shellcheck shell=bash

need etcd/external

update() {
  # shellcheck disable=SC2034 # lib/files.sh writes into it
  [[ ! -d $STATE/etcd ]] || LEDGER=$STATE/etcd
  write_certificates
  local path
  for path in "${!CONTENT[@]}"; do
    if [[ $path == "$PKI"/* ]] && ! is_written "$path"; then
      write_file "$path"
      did "${path##*/}"
    fi
  done
  local IFS=,
  report "$NODE has its present certificates${DONE:+:}${DONE[*]}"
}
