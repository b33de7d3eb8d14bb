# Put passwords on this host, where the files that use them find them, or take them away.
# Parameters: CLUSTER NODE ROLE GENERATION; files: below $CREDENTIALS
# shellcheck shell=bash

need before

# shellcheck disable=SC2034 # lib/before.sh and lib/files.sh use it
LEDGER=$CREDENTIALS

create() {
  install -d -m 0700 "$STATE" "$CREDENTIALS"
  claim_host
  update
}

update() {
  drop_other_credentials
  write_files "$CREDENTIALS"
  report "$NODE has its present passwords"
}

delete() {
  report "$NODE has no passwords of $CLUSTER"
  leave_host
}
