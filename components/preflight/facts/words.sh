# How facts are told, and what several questions ask.
# shellcheck shell=bash

fact() { printf '%s=%s\n' "$1" "${*:2}"; } # KEY VALUE

# Each line that a command prints is a fact; a command that fails tells none.
each() { timeout 5 "${@:2}" 2>/dev/null | sed "s/^/$1=/"; } # KEY COMMAND…

first_line() { head -n 1 -- "$1" 2>/dev/null; }

unit_runs() { timeout 5 systemctl is-active --quiet "$1" 2>/dev/null; }
