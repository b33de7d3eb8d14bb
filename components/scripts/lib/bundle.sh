# The scripts themselves, which the login user's home holds per cluster.
# shellcheck shell=bash

remove_bundle() {
  [[ $BUNDLE == */.pulumi-kubeadm/* ]] || return 0
  cd /
  rm -rf -- "$BUNDLE" "${BUNDLE%/*}/archive.tar"
  local directory=${BUNDLE%/*}
  while [[ $directory == */.pulumi-kubeadm* ]] && rmdir "$directory" 2>/dev/null; do
    directory=${directory%/*}
  done
}
