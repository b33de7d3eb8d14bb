# The units that make this host what it is.
# shellcheck shell=bash

# The state of each, as systemctl(1) calls it.
units() {
  local words=() states number
  read -ra words <<<"$UNITS"
  mapfile -t states < <(timeout 5 systemctl is-active "${words[@]}")
  for number in "${!words[@]}"; do fact unit "${words[number]}" "${states[number]-unknown}"; done
}
