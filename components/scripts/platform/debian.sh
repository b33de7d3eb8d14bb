# Packages the Debian way: signed repositories of our own, exact versions, held. lib/packages.sh says what each function is.
# shellcheck shell=bash

# shellcheck disable=SC2034 # lib/packages.sh reads it
NODE_PACKAGES=(iptables kmod procps)
# Its policy has one for containers already.
# shellcheck disable=SC2034 # lib/selinux.sh reads it
SELINUX_PACKAGES=()
# shellcheck disable=SC2034 # lib/time.sh reads them
CHRONY_CONFIG=/etc/chrony/chrony.conf CHRONY_UNIT=chrony
# apt with our repositories alone.
OUR_LISTS=(-o Dir::Etc::SourceList=/dev/null -o "Dir::Etc::SourceParts=$RUN/sources")

is_installed() { # PACKAGE VERSION_PATTERN
  local version
  # shellcheck disable=SC2016 # a format of dpkg
  version=$(dpkg-query --show --showformat '${db:Status-Status} ${Version}' "$1" 2>/dev/null) || return 1
  # shellcheck disable=SC2053 # a pattern
  [[ $version == "installed "$2 ]]
}

# Those of which only configuration is left are not.
# shellcheck disable=SC2016 # a format of dpkg
installed_packages() { dpkg-query --show --showformat '${db:Status-Status} ${binary:Package}\n' | sed -n 's/^installed //p' | sort; }

bring() { # PACKAGE[=VERSION]…
  dpkg --configure -a --force-confold
  update_lists
  if [[ -n ${ARCHIVE-} ]]; then
    # What the host's other lists name cannot be had without a network.
    apt "${OUR_LISTS[@]}" install --allow-change-held-packages "$@"
  else
    # The host's own lists may name what is served no more.
    apt install --allow-change-held-packages "$@" || { apt update && apt install --allow-change-held-packages "$@"; }
  fi
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
  if [[ -z ${ARCHIVE-} ]] && ! compgen -G '/var/lib/apt/lists/*_Packages*' >/dev/null; then
    apt update
    return
  fi
  compgen -G '/etc/apt/sources.list.d/pulumi-kubeadm-*.sources' >/dev/null || return 0
  install -d "$sources"
  cp /etc/apt/sources.list.d/pulumi-kubeadm-*.sources "$sources/"
  apt "${OUR_LISTS[@]}" update -o APT::Get::List-Cleanup=false
}

holds() { apt-mark showhold; }

hold() { apt-mark hold "$@"; } # PACKAGE…

# apt knows no package whose repository is gone.
unhold() { # PACKAGE…
  local held
  mapfile -t held < <(holds | grep -xF -f <(printf '%s\n' "$@") || true)
  ((${#held[@]} == 0)) || apt-mark unhold "${held[@]}"
}

hold_again() { xargs --no-run-if-empty apt-mark hold; } # < holds

purge() { # PACKAGE…
  # It waits for another apt to end, which dpkg does not.
  apt check
  dpkg --purge --force-unsafe-io "$@" || say "what other packages need stays"
  # It takes this directory along with the last package that had something in it.
  mkdir -p /opt
}

# apt names a list after its address, with _ for each /. Those that another role brought are its own to remove.
forget_repositories() {
  local address
  while read -r address; do
    rm -f /var/lib/apt/lists/"${address//\//_}"*
  done < <(managed_files | grep '\.sources$' | xargs --no-run-if-empty sed -n 's|^URIs: *[a-z]*://||p')
}
