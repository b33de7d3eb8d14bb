# How answers of programs are told.
# shellcheck shell=bash

# What a command prints, or as KEY_failed why it ends otherwise.
answer() { # KEY COMMAND…
  local key=$1 said
  said=$("${@:2}" 2>&1) || key+=_failed
  fact "$key" "${said//$'\n'/$'\n'$key=}"
}
