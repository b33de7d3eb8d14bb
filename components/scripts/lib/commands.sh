# Commands of the user's own: each runs once, and again when its text changes.
# shellcheck shell=bash

COMMANDS=$RUN/commands
COMMAND_SECONDS=300

run_commands() { # before|after
  local path digest number=0 here=()
  while path=$COMMANDS/$1/$((++number)) && [[ -n ${MODE[$path]-} ]]; do
    digest="$1 $(printf '%s' "${CONTENT[$path]}" | sha256sum | cut -d ' ' -f 1)"
    here+=("$digest")
    if ! grep -qsxF "$digest" "$STATE/commands"; then
      run_command "$1" "$number"
      # What it has done first: it does not run again.
      make_durable
      record "$STATE/commands" "$digest"
      did "command $number of $1 run"
    fi
  done
  forget_commands "$1" "${here[@]}"
}

run_command() { # before|after NUMBER
  local status=0 output=$RUN/command.out
  write_file "$COMMANDS/$1/$2"
  say "running command $2 of preparation.commands.$1"
  # Without the step's own channels and its lock: what a command leaves running would keep them.
  # shellcheck disable=SC2153 # parameters of the input
  env CLUSTER="$CLUSTER" NODE="$NODE" ROLE="$ROLE" timeout "$COMMAND_SECONDS" bash -e "$COMMANDS/$1/$2" >"$output" 2>&1 3>&- 4>&- 9>&- || status=$?
  cat "$output"
  case $status in
    0) ;;
    124) refuse "command $2 of preparation.commands.$1 did not end on $NODE within $COMMAND_SECONDS s; its last lines:" < <(tail -n 15 "$output") ;;
    *) refuse "command $2 of preparation.commands.$1 ended with status $status on $NODE; its last lines:" < <(tail -n 15 "$output") ;;
  esac
}

# One that left the stack file runs again when it comes back.
forget_commands() { # before|after DIGEST…
  local line gone=()
  [[ -e $STATE/commands ]] || return 0
  while read -r line; do
    [[ $line != "$1 "* ]] || printf '%s\n' "${@:2}" | grep -qxF -- "$line" || gone+=("$line")
  done <"$STATE/commands"
  strike "$STATE/commands" "${gone[@]}"
}
