# The scripts themselves, which the login user's home holds per cluster.
# shellcheck shell=bash

KEPT=/usr/local/lib/pulumi-kubeadm

# Root has them as well: a home is cleaned by its owner, and ssh.user may be another one tomorrow.
keep_bundle() {
  local kept=$KEPT/$CLUSTER_ID/scripts
  [[ $BUNDLE != "$kept" ]] && ! diff -rq "$BUNDLE" "$kept" >/dev/null 2>&1 || return 0
  install -d "$KEPT" "$KEPT/$CLUSTER_ID"
  rm -rf "$kept.new"
  cp -r "$BUNDLE" "$kept.new"
  rm -rf "$kept"
  mv "$kept.new" "$kept"
}

remove_bundle() {
  cd /
  rm -rf -- "${KEPT:?}/$CLUSTER_ID"
  rmdir --ignore-fail-on-non-empty "$KEPT" 2>/dev/null || true
  [[ $BUNDLE == */.pulumi-kubeadm/* ]] || return 0
  rm -rf -- "${BUNDLE%/*}"
  local directory=${BUNDLE%/*/*}
  while [[ $directory == */.pulumi-kubeadm* ]] && rmdir "$directory" 2>/dev/null; do
    directory=${directory%/*}
  done
}
