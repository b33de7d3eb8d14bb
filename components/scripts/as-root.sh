#!/bin/sh
# Run one verb of a step as root: as-root.sh STEP VERB. The user's login shell, whichever it is, has to start this and nothing more.
set -eu
export PATH="/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
run=${0%/*}/run.sh

if [ "$(id -u)" -eq 0 ]; then
  exec bash "$run" "$@"
fi
if ! said=$(sudo -n bash -c : 2>&1); then
  cat >/dev/null
  echo "error: user $(id -un) cannot work as root on this host without a password: let it run everything (NOPASSWD: ALL in /etc/sudoers.d), or log in as another in ssh.user" >&2
  echo "  $said" >&2
  exit 1
fi
exec sudo -n bash "$run" "$@"
