# Where words go: one line or a diagnosis to the caller, everything else to a log on the host.
# Results: REPORT NOTES DONE, what the step did; EXPLAINED FAILED_AT, why it ended. AT_EXIT are functions that let go of what others may wait for.
# shellcheck shell=bash

exec 3>&1 4>&2
SCOPE=
LOG=
BEGAN=0
REPORT=
NOTES=
FAILED_AT=
EXPLAINED=no
DONE=()
AT_EXIT=()
LOGS_KEPT=5

open_log() { # SCOPE
  SCOPE=$1
  LOG=$LOGS/$SCOPE-$STEP.log
  # shellcheck disable=SC2034 # lib/causes.sh asks it
  BEGAN=$SECONDS
  install -d -m 0700 "$LOGS"
  keep_logs
  exec >"$LOG" 2>&1
}

# The runs before: the second after a failure must not throw its cause away.
keep_logs() {
  local number
  for ((number = LOGS_KEPT - 1; number > 0; number--)); do
    [[ ! -e $LOG.$number ]] || mv "$LOG.$number" "$LOG.$((number + 1))"
  done
  [[ ! -e $LOG ]] || mv "$LOG" "$LOG.1"
}

# A sentence for the log: what is about to be done.
say() { printf '%(%T)T %s\n' -1 "$*"; }

# What has been changed, for the line that ends the step.
did() { DONE+=(" $*"); }

# The line that ends a step: what it did.
report() { REPORT=$*; }

# The same of a change, from what was done.
report_change() { # WHAT
  if ((${#DONE[@]} == 0)); then
    report "$NODE $1; nothing to do"
  else
    local IFS=,
    report "$NODE $1 now: ${DONE[*]}"
  fi
}

# What the line that ends a step says besides.
note() { NOTES+="; $*"; }

# What was found and what to do, then the end of the step, and what a person would look at first on this host.
fail() {
  EXPLAINED=yes
  printf 'error: %s\n' "$*" >&4
  exit 1
}

# The same where the message says all there is to say; more of it may come on stdin.
refuse() {
  EXPLAINED=fully
  printf 'error: %s\n' "$*" >&4
  sed 's/^/  /' | masked >&4
  exit 1
}

on_error() { # LINE
  FAILED_AT="${BASH_SOURCE[1]##*/}:$1: $BASH_COMMAND"
}

on_exit() {
  local status=$?
  trap - ERR EXIT
  set +e
  local release
  for release in "${AT_EXIT[@]}"; do
    "$release"
  done
  [[ $SCOPE != host ]] || rm -rf "$RUN"
  # The caller may be gone, and a closed pipe is no failure of the step.
  trap '' PIPE
  if ((status == 0)); then
    printf '%s\n' "$REPORT$NOTES" >&3 2>/dev/null
    exit 0
  fi
  if [[ $EXPLAINED == no ]]; then
    printf 'error: %s %s stopped at %s\n' "$STEP" "$VERB" "$FAILED_AT" >&4
  fi
  [[ $EXPLAINED == fully ]] || { explain; diagnose; } 2>/dev/null | masked >&4
  exit "$status"
}

# What a person would look at first on this host.
diagnose() {
  [[ -n $LOG ]] || return 0
  tail -n 15 "$LOG" | last_written | sed "s|^|  $LOG: |"
  local unit component
  for unit in containerd kubelet; do
    if unit_expected "$unit" && ! unit_healthy "$unit"; then
      timeout 10 journalctl -u "$unit" -n 10 -o cat --no-pager | sed "s/^/  $unit: /"
    fi
  done
  for component in "${COMPONENTS[@]}"; do
    if [[ -e $MANIFESTS/$component.yaml ]] && ! component_healthy "$component"; then
      container_log "$component" | last_written | sed "s/^/  $component: /"
    fi
  done
}

unit_expected() { # UNIT
  systemctl is-enabled --quiet "$1" && [[ $1 != kubelet || -e /var/lib/kubelet/config.yaml ]]
}

container_log() { # NAME
  local id
  id=$(timeout 10 crictl ps --all --latest --quiet --label "io.kubernetes.container.name=$1")
  [[ -n $id ]] && timeout 10 crictl logs --tail 10 "$id" 2>&1
}

# Of lines that were written over, as a progress bar is, what a terminal would show in the end.
last_written() { sed -E 's/\r+$//; s/.*\r//'; }

# What must reach nobody: private keys, tokens, passwords in addresses. Tools print them at times. And of a line no more than those who
# read it line by line have room for.
masked() {
  sed -E '
    /-----BEGIN [A-Z ]*PRIVATE KEY-----/ {
      :more
      /-----END/! { $! { N; b more
      } }
      s/-----BEGIN [A-Z ]*PRIVATE KEY-----.*/(a private key)/
    }
    s/\b[a-z0-9]{6}\.[a-z0-9]{16}\b/(a token)/g
    s/\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_.-]+/(a token)/g
    s/\b(Bearer|Basic) [A-Za-z0-9._~+\/=-]{8,}/\1 (hidden)/g
    s/(certificate-key|certificateKey)([=: ]+)[0-9a-f]{64}/\1\2(hidden)/g
    s/LS0tLS1[A-Za-z0-9+\/=]+/(hidden)/g
    s/(^|[[:space:]])[A-Za-z0-9+\/]{60,}={0,2}$/\1(hidden)/
    s/:\/\/[^\/@[:space:]]+:[^\/@[:space:]]+@/:\/\/(hidden)@/g' | cut -c -2000
}
