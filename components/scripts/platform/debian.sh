# Packages the Debian way: signed repositories of our own, exact versions, held.
# shellcheck shell=bash

HELD=(kubelet kubeadm kubectl cri-tools kubernetes-cni containerd)

# A node's, in the sheet's versions.
install_packages() {
  local wanted=() package
  for package in kubelet kubeadm kubectl; do
    is_installed "$package" "$KUBERNETES_VERSION-*" || wanted+=("$package=$KUBERNETES_VERSION-*")
  done
  is_installed containerd "${CONTAINERD_VERSION:-*}" || wanted+=("containerd${CONTAINERD_VERSION:+=$CONTAINERD_VERSION}")
  for package in cri-tools kubernetes-cni iptables kmod procps; do
    is_installed "$package" '*' || wanted+=("$package")
  done
  ((${#wanted[@]} > 0)) || return 0
  [[ -e $LEDGER/holds ]] || apt-mark showhold >"$LEDGER/holds"
  bring_packages "${wanted[@]}"
  apt-mark hold "${HELD[@]}"
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
  dpkg --configure -a --force-confold
  update_lists
  # The host's own lists may name what is served no more.
  apt install --allow-change-held-packages "$@" || { apt update && apt install --allow-change-held-packages "$@"; }
  remember_packages
  did "packages installed: $*"
}

apt() { # VERB ARGUMENT…
  # Without fsync after every file: a host that loses its power during this is installed anew.
  DEBIAN_FRONTEND=noninteractive apt-get --quiet --yes --no-install-recommends -o DPkg::Lock::Timeout=300 -o Dpkg::Use-Pty=0 \
    -o Dpkg::Options::=--force-confold -o Dpkg::Options::=--force-unsafe-io -o APT::Keep-Downloaded-Packages=false \
    -o Acquire::Retries=3 -o Acquire::http::Timeout=30 "$@"
}

# Where the host has lists, only those of our repositories are fetched: the others are many and slow.
update_lists() {
  local sources=$RUN/sources
  if ! compgen -G '/var/lib/apt/lists/*_Packages*' >/dev/null; then
    apt update
    return
  fi
  compgen -G '/etc/apt/sources.list.d/pulumi-kubeadm-*.sources' >/dev/null || return 0
  install -d "$sources"
  cp /etc/apt/sources.list.d/pulumi-kubeadm-*.sources "$sources/"
  apt update -o Dir::Etc::SourceList=/dev/null -o Dir::Etc::SourceParts="$sources" -o APT::Get::List-Cleanup=false
}

is_installed() { # PACKAGE VERSION_PATTERN
  local version
  # shellcheck disable=SC2016 # a format of dpkg
  version=$(dpkg-query --show --showformat '${db:Status-Status} ${Version}' "$1" 2>/dev/null) || return 1
  # shellcheck disable=SC2053 # a pattern
  [[ $version == "installed "$2 ]]
}

# shellcheck disable=SC2016 # a format of dpkg
installed_packages() { dpkg-query --show --showformat '${binary:Package}\n' | sort; }

remember_packages() {
  installed_packages | comm -13 "$LEDGER/packages.before" - >>"$LEDGER/packages"
  rm "$LEDGER/packages.before"
}

# What a node's packages are.
remove_packages() {
  systemctl disable --now kubelet 2>/dev/null || true
  # A run that was killed may have written them and installed nothing.
  if [[ -e $LEDGER/holds ]]; then
    apt-mark unhold "${HELD[@]}"
    xargs --no-run-if-empty apt-mark hold <"$LEDGER/holds"
  fi
  take_packages_away "${HELD[@]}"
}

# What came with this role goes; what something else needs by now stays, and must not be one of these.
take_packages_away() { # PACKAGE…
  [[ ! -e $LEDGER/packages.before ]] || remember_packages
  [[ -e $LEDGER/packages ]] || return 0
  # It waits for another apt to end, which dpkg does not.
  apt check
  # shellcheck disable=SC2046 # names of packages
  dpkg --purge --force-unsafe-io $(sort -u "$LEDGER/packages") || say "what other packages need stays"
  # It takes this directory along with the last package that had something in it.
  mkdir -p /opt
  remove_lists
  local package
  for package; do
    if grep -qE "^$package(:|$)" "$LEDGER/packages" && is_installed "$package" '*'; then
      fail "package $package could not be removed: see $LOG on this host"
    fi
  done
}

# apt names a list after its address, with _ for each /. Those that another role brought are its own to remove.
remove_lists() {
  local address
  while read -r address; do
    rm -f /var/lib/apt/lists/"${address//\//_}"*
  done < <(managed_files | grep '\.sources$' | xargs --no-run-if-empty sed -n 's|^URIs: *[a-z]*://||p')
}
