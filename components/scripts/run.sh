#!/usr/bin/env bash
# Run one verb of a step on this host: run.sh STEP VERB, with the step's input on stdin.
# What the tools print goes to a log on the host; the caller sees one line that says what was done, or a diagnosis.
set -Eeuo pipefail
# Not 077: apt and kubeadm make directories for everybody. What is secret gets its mode before its content.
umask 022
# sudo and SSH give short ones; kubeadm looks for losetup in /usr/sbin.
export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C
unset KUBECONFIG
# kubeadm writes these into its static pods, and nothing here reaches a cluster through a proxy. What fetches has files of its own.
unset http_proxy https_proxy no_proxy all_proxy HTTP_PROXY HTTPS_PROXY NO_PROXY ALL_PROXY
export KUBECACHEDIR=/run/pulumi-kubeadm.cache # root's home is not ours to write to

BUNDLE=$(cd "${BASH_SOURCE[0]%/*}" && pwd)
CLUSTER_ID=${BUNDLE%/*}
CLUSTER_ID=${CLUSTER_ID##*/} # a bundle lies in a directory of its cluster
INPUT_END='# end of the sheet' # core/steps/step_input.py writes it; the words are a format
LOCK_SECONDS=900 # a killed client leaves its step running here, and a step ends within this

declare -A SOURCED=()

# Source libraries of lib/ by their names, each once. Steps and libraries begin with what they need beside these.
need() { # LIBRARY…
  local library
  for library; do
    [[ -z ${SOURCED[$library]-} ]] || continue
    SOURCED[$library]=yes
    # shellcheck source=/dev/null
    source "$BUNDLE/lib/$library.sh"
  done
}

need places durable wait log causes files cluster bundle system

# What a step changes: its host unless it says otherwise, or the cluster or one of its nodes by way of this host.
# Steps of one lock run one after the other; those about different nodes at the same time, and who waits is in nobody's way.
about() { # host|cluster|node [LOCK]
  ABOUT=$1 LOCK=${2:-host}
}
about host

main() {
  STEP=$1 VERB=$2
  # shellcheck source=/dev/null
  source "$BUNDLE/$STEP.sh"
  declare -F "$VERB" >/dev/null || fail "step $STEP has no verb $VERB"
  local input
  input=$(cat)
  exec </dev/null
  # A connection that breaks may leave one that ends where a statement does.
  [[ ${input##*$'\n'} == "$INPUT_END" ]] || fail "the input of $STEP did not come here as a whole, so nothing was done: run up again"
  eval "$input"
  unset input
  # All is read before the wait for the lock: who holds it may be a delete that removes these scripts.
  source_platform
  [[ $ABOUT != node ]] || LOCK=node-$NODE
  lock "$LOCK"
  read_record
  is_ours || return 0
  open_log "$LOCK"
  if [[ $LOCK != host ]]; then
    "$VERB"
    return
  fi
  # Of a run that was killed.
  rm -rf "$RUN"
  install -d -m 0700 "$RUN"
  "$VERB"
  if [[ $ABOUT == host && $VERB != delete ]]; then
    record_first_success
    keep_bundle
  fi
  make_durable
}

# Before anything of the host is touched. Who has it by now keeps it, and a delete of what was there before is done with that.
is_ours() {
  refuse_damaged_record
  if [[ $VERB != delete ]]; then
    refuse_other_owner
  elif is_anothers; then
    report "left alone: this host is $(whose) by now"
    [[ ${RECORD[id]} == "$CLUSTER_ID" ]] || remove_bundle
    return 1
  elif [[ $ABOUT == host ]]; then
    refuse_lost_record
  fi
}

lock() { # SCOPE
  exec 9>"$(lock_file "$1")"
  flock -w "$LOCK_SECONDS" 9 || fail "another step has been running here for $LOCK_SECONDS s: look at $LOGS on this host"
}

# Whoever may open it may hold it for ever. Opened, never made anew: of two that come first, each would hold a file of its own.
lock_file() { # NAME
  local file=/run/pulumi-kubeadm.$1.lock
  (umask 077 && : >>"$file")
  printf '%s' "$file"
}

trap 'on_error "$LINENO"' ERR
trap on_exit EXIT
main "$@"
exit
