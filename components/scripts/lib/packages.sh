# The packages of a role: brought in exact versions, held, counted, and taken away again. Ours is what a transaction of ours has
# brought, by the package manager's own record of it: others install while our runs wait, or were killed.
#
# A platform's script says how it is done there:
#   NODE_PACKAGES                what a node needs beside Kubernetes and containerd
#   SELINUX_PACKAGES             the policy of containers
#   CHRONY_CONFIG, CHRONY_UNIT   chrony's file and its unit
#   installed_version PACKAGE    fails where it is not here
#   installed_packages           all of them, one a line, sorted
#   bring PACKAGE[=VERSION]…     install or upgrade; a version may be a pattern. Nothing is removed for it but what we brought and
#                                another time daemon; what would have to be is in WOULD_LEAVE then. Written down in
#                                $LEDGER/packages.log, of which the next four speak:
#   came, went                   what it has installed, what it has removed
#   came_to_settings             of what came: where settings from an earlier time were left
#   hand_record_on               to where the package manager keeps it for others
#   holds                        what is held now, in the form that hold_again reads
#   as_held PACKAGE…             these in the same form, as they are when they are held in the versions that are here
#   hold PACKAGE…, unhold PACKAGE…, hold_again < holds
#   purge PACKAGE…               what nothing else needs; the rest stays
#   needed_by PACKAGE            of what stayed: what others have that needs it
#   refuse_unreadable_sources    where the repositories of the input and those of the host cannot be read together
#   forget_repositories          what was fetched from those of this role
# Results: WOULD_LEAVE, what would have to be removed; NEEDED, what stays at the end of a role.
# shellcheck shell=bash

need before

KUBERNETES_PACKAGES=(kubelet kubeadm kubectl cri-tools kubernetes-cni)
# At its end a node may have another than when it was installed.
CONTAINERDS=(containerd containerd.io)
WOULD_LEAVE=()
# shellcheck disable=SC2034 # platform/debian.sh asks it
MAY_LOWER=no
NEEDED=()

is_installed() { # PACKAGE VERSION_PATTERN
  local version
  # shellcheck disable=SC2053 # a pattern
  version=$(installed_version "$1") && [[ $version == $2 ]]
}

# A node's, in the input's versions.
install_packages() {
  local wanted=() package programs=(kubelet kubeadm kubectl)
  # The kubelet of a live node is exchanged later, once its API server has the version and its pods have left.
  [[ $STEP != converge ]] || programs=(kubeadm kubectl)
  for package in "${programs[@]}"; do
    is_installed "$package" "$KUBERNETES_VERSION-*" || wanted+=("$package=$KUBERNETES_VERSION-*")
  done
  if ! is_installed "$CONTAINERD_PACKAGE" "${CONTAINERD_VERSION:-*}"; then
    refuse_older_containerd
    wanted+=("$CONTAINERD_PACKAGE${CONTAINERD_VERSION:+=$CONTAINERD_VERSION}")
  fi
  for package in cri-tools kubernetes-cni "${NODE_PACKAGES[@]}"; do
    is_installed "$package" '*' || wanted+=("$package")
  done
  [[ -e $LEDGER/holds ]] || put_output "$LEDGER/holds" holds
  ((${#wanted[@]} == 0)) || bring_of_node "${wanted[@]}"
  hold_where_missing "${KUBERNETES_PACKAGES[@]}" "$CONTAINERD_PACKAGE"
}

bring_of_node() { # PACKAGE[=VERSION]…
  # A kubelet that has never been in a cluster may be any: an image has one that is newer than the stack's. And a version that no API
  # server has yet can be put back.
  [[ $STEP == install ]] && has_cluster_files || MAY_LOWER=yes
  bring_packages "$@"
  # shellcheck disable=SC2034 # as above
  MAY_LOWER=no
}

# Asked for, for the run that brought them may have been killed before it held them.
hold_where_missing() { # PACKAGE…
  local missing
  missing=$(as_held "$@" | grep -vxF -f <(holds) || (($? == 1)))
  [[ -z $missing ]] || hold "$@"
}

# What runs in it may be others' and goes on through an upgrade; an older one need not read what a newer one wrote.
refuse_older_containerd() {
  local here lowest=${CONTAINERD_VERSION%%\**}
  here=$(installed_version "$CONTAINERD_PACKAGE") && [[ -n $lowest ]] || return 0
  [[ $(printf '%s\n' "${here#*:}" "$lowest" | sort --version-sort | head -n 1) != "$lowest" ]] ||
    refuse_and_undo "$CONTAINERD_PACKAGE $here is on $NODE, and the stack says $CONTAINERD_VERSION: a container runtime is not taken back to an older version, so name this one in containerd.version, or remove the package there"
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
  # What a run that was killed had installed.
  remember_packages
  bring "$@" || refuse_removal "$@"
  # Neither dpkg's own database nor rpm waits for the disk.
  make_durable
  remember_packages
  did "packages installed: $*"
}

# What came, and what had to leave for it.
remember_packages() {
  [[ -e $LEDGER/packages.log ]] || return 0
  record_output "$LEDGER/packages.replaced" went_of_others
  record_output "$LEDGER/packages.settings" came_to_settings
  record_output "$LEDGER/packages" came
  hand_record_on
  rm -rf "$LEDGER/packages.log" "$LEDGER/packages.keys"
}

went_of_others() { went | grep -vxF -f <(our_packages) || (($? == 1)); }

# Of every role, without the architecture that some have behind their names.
our_packages() {
  find "$STATE" -name packages -type f -exec cat {} + | sed 's/:.*//' | sort -u
}

# The end of a transaction that was not: because something would have to go, or for a reason that the log has.
refuse_removal() { # PACKAGE[=VERSION]…
  remember_packages
  ((${#WOULD_LEAVE[@]} > 0)) || fail "the packages $* could not be installed on $NODE"
  local names="${*%%=*}" going choice="take off this host what the stack has no use for, or leave out of the stack what excludes it"
  going=$(printf '%s\n' "${WOULD_LEAVE[@]}" | sort -u | paste --serial --delimiters ' ' | sed 's/ / and /g')
  if [[ " $names " == *" ${CONTAINERD_PACKAGE-} "* && " ${WOULD_LEAVE[*]} " =~ \ (containerd(\.io)?|runc)\  ]]; then
    names=$CONTAINERD_PACKAGE choice="take off this host what needs ${BASH_REMATCH[1]} (Docker, Podman)"
    [[ ${BASH_REMATCH[1]} == runc ]] || choice="set containerd.package: ${BASH_REMATCH[1]}, or $choice"
  fi
  refuse_and_undo "$names would remove $going of $NODE, which nothing in the stack says: $choice"
}

# The end of a step that cannot begin its role here: the host is as it was. What lives stays as it is.
refuse_and_undo() { # SENTENCE; more of it may come on stdin
  local more
  more=$(cat)
  # shellcheck disable=SC2034 # lib/log.sh asks it
  EXPLAINED=fully
  printf 'error: %s\n' "$*" >&4
  [[ -z $more ]] || printf '%s\n' "$more" | sed 's/^/  /' | masked >&4
  if [[ -n $BEGUN ]] && declare -F undo_role >/dev/null; then
    LEDGER=$BEGUN
    undo_role
    forget_role
  fi
  exit 1
}

# What comes back is not ours: its record stays out of the ledger, where the run after a kill would take it for that.
bring_back() { # PACKAGE…
  local LEDGER=$RUN
  bring "$@"
}

# What a node's packages are.
remove_packages() {
  # A run that was killed may have written them and installed nothing.
  if [[ -e $LEDGER/holds ]]; then
    unhold "${KUBERNETES_PACKAGES[@]}" "${CONTAINERDS[@]}"
    hold_again <"$LEDGER/holds"
  fi
  take_packages_away "${KUBERNETES_PACKAGES[@]}" "${CONTAINERDS[@]}"
}

# What came with this role goes; what something of others needs by now stays.
take_packages_away() { # PACKAGE…
  remember_packages
  if [[ -s $LEDGER/packages ]]; then
    # shellcheck disable=SC2046 # names of packages
    purge $(sort -u "$LEDGER/packages")
  fi
  if [[ -s $LEDGER/packages.replaced ]]; then
    # shellcheck disable=SC2046 # names of packages
    bring_back $(sort -u "$LEDGER/packages.replaced") || say "what had left for them does not come back"
    rm "$LEDGER/packages.replaced"
  fi
  forget_repositories
  local package others
  for package; do
    if [[ -e $LEDGER/packages ]] && grep -qE "^${package//./\\.}(:|$)" "$LEDGER/packages" && is_installed "$package" '*'; then
      mapfile -t others < <(needed_by "$package")
      ((${#others[@]} > 0)) || fail "package $package could not be removed: see $LOG on this host"
      NEEDED+=("$package")
      note "package $package stays, for ${others[*]} needs it"
    fi
  done
}
