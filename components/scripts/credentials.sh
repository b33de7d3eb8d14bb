# Put passwords on this host, where the files that use them find them, or take them away.
# revision: 1
# Parameters: CLUSTER NODE GENERATION; files: below $CREDENTIALS
# shellcheck shell=bash

# shellcheck disable=SC2034 # lib/before.sh and lib/files.sh use it
LEDGER=$CREDENTIALS

create() {
  refuse_other_cluster
  refuse_other_generation
  install -d -m 0700 "$STATE" "$CREDENTIALS"
  claim_host
  update
}

update() {
  refuse_other_cluster
  drop_other_credentials
  write_files "$CREDENTIALS"
  report "$NODE has its present passwords"
}

delete() {
  refuse_other_cluster
  if is_other_generation; then
    report "$NODE lives on another disk by now"
    return
  fi
  report "$NODE has no passwords of $CLUSTER"
  leave_host
}
