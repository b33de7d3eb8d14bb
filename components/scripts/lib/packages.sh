# The packages of a role: brought in exact versions, held, counted, and taken away again.
#
# A platform's script says how it is done there:
#   NODE_PACKAGES                what a node needs beside Kubernetes and containerd
#   SELINUX_PACKAGES             the policy of containers
#   CHRONY_CONFIG, CHRONY_UNIT   chrony's file and its unit
#   is_installed PACKAGE VERSION_PATTERN
#   installed_packages           all of them, one a line, sorted
#   bring PACKAGE[=VERSION]…     install or upgrade; a version may be a pattern
#   holds                        what is held now, in the form that hold_again reads
#   hold PACKAGE…, unhold PACKAGE…, hold_again < holds
#   purge PACKAGE…               what nothing else needs; the rest stays
#   forget_repositories          what was fetched from those of this role
# shellcheck shell=bash

KUBERNETES_PACKAGES=(kubelet kubeadm kubectl cri-tools kubernetes-cni)
# At its end a node may have another than at its birth.
CONTAINERDS=(containerd containerd.io)

# A node's, in the sheet's versions.
install_packages() {
  local wanted=() package
  for package in kubelet kubeadm kubectl; do
    is_installed "$package" "$KUBERNETES_VERSION-*" || wanted+=("$package=$KUBERNETES_VERSION-*")
  done
  is_installed "$CONTAINERD_PACKAGE" "${CONTAINERD_VERSION:-*}" ||
    wanted+=("$CONTAINERD_PACKAGE${CONTAINERD_VERSION:+=$CONTAINERD_VERSION}")
  for package in cri-tools kubernetes-cni "${NODE_PACKAGES[@]}"; do
    is_installed "$package" '*' || wanted+=("$package")
  done
  ((${#wanted[@]} > 0)) || return 0
  [[ -e $LEDGER/holds ]] || holds >"$LEDGER/holds"
  bring_packages "${wanted[@]}"
  hold "${KUBERNETES_PACKAGES[@]}" "$CONTAINERD_PACKAGE"
}

# Those that are not there in any version.
install_missing() { # PACKAGE…
  local wanted=() package
  for package; do
    is_installed "$package" '*' || wanted+=("$package")
  done
  ((${#wanted[@]} == 0)) || bring_packages "${wanted[@]}"
}

# Kept in the ledger: these, and what they need and was not here.
bring_packages() { # PACKAGE[=VERSION]…
  say "installing $*"
  # Kept until the end: what a run that was killed had installed is counted by the next.
  [[ -e $LEDGER/packages.before ]] || installed_packages >"$LEDGER/packages.before"
  bring "$@"
  remember_packages
  did "packages installed: $*"
}

# What came, and what had to leave for it: there is only one time daemon, for instance.
remember_packages() {
  installed_packages | comm -13 "$LEDGER/packages.before" - >>"$LEDGER/packages"
  installed_packages | comm -23 "$LEDGER/packages.before" - >>"$LEDGER/packages.replaced"
  rm "$LEDGER/packages.before"
}

# What a node's packages are.
remove_packages() {
  systemctl disable --now kubelet 2>/dev/null || true
  # A run that was killed may have written them and installed nothing.
  if [[ -e $LEDGER/holds ]]; then
    unhold "${KUBERNETES_PACKAGES[@]}" "${CONTAINERDS[@]}"
    hold_again <"$LEDGER/holds"
  fi
  take_packages_away "${KUBERNETES_PACKAGES[@]}" "${CONTAINERDS[@]}"
}

# What came with this role goes; what something else needs by now stays, and must not be one of these.
take_packages_away() { # PACKAGE…
  [[ ! -e $LEDGER/packages.before ]] || remember_packages
  [[ -e $LEDGER/packages ]] || return 0
  # shellcheck disable=SC2046 # names of packages
  purge $(sort -u "$LEDGER/packages")
  if [[ -s $LEDGER/packages.replaced ]]; then
    # shellcheck disable=SC2046 # names of packages
    bring $(sort -u "$LEDGER/packages.replaced") || say "what had left for them does not come back"
    rm "$LEDGER/packages.replaced"
  fi
  forget_repositories
  local package
  for package; do
    if grep -qE "^${package//./\\.}(:|$)" "$LEDGER/packages" && is_installed "$package" '*'; then
      fail "package $package could not be removed: see $LOG on this host"
    fi
  done
}
