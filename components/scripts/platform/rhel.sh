# Packages the way of RHEL and its relatives: signed repositories of our own, exact versions, locked. lib/packages.sh says what each
# function is.
# shellcheck shell=bash

# shellcheck disable=SC2034 # lib/packages.sh reads it
NODE_PACKAGES=(iptables-nft kmod procps-ng iproute-tc)
# shellcheck disable=SC2034 # lib/selinux.sh reads it
SELINUX_PACKAGES=(container-selinux)
# shellcheck disable=SC2034 # lib/time.sh reads them
CHRONY_CONFIG=/etc/chrony.conf CHRONY_UNIT=chronyd
LOCKING=python3-dnf-plugin-versionlock
LOCKS=/etc/dnf/plugins/versionlock.list

is_installed() { # PACKAGE VERSION_PATTERN
  local version
  version=$(rpm --query --queryformat '%{VERSION}-%{RELEASE}' "$1" 2>/dev/null) || return 1
  # shellcheck disable=SC2053 # a pattern
  [[ $version == $2 ]]
}

# A key that is trusted is a package as well, and only its version tells it from others.
installed_packages() {
  rpm --query --all --queryformat '%{NAME} %{VERSION}-%{RELEASE}\n' | sed -E 's/^(gpg-pubkey) /\1-/; s/ .*//' | sort
}

bring() { # PACKAGE[=VERSION]…
  local wanted=("${@/=/-}")
  [[ -e $LOCKS ]] || wanted+=("$LOCKING")
  # What dnf has heard of the host's own repositories may be served no more.
  dnf_install "${wanted[@]}" || dnf_install --refresh "${wanted[@]}"
}

dnf_install() { # ARGUMENT…
  local only=()
  # What the host's other repositories name cannot be had without a network.
  [[ -z ${ARCHIVE-} ]] || only=(--disablerepo='*' --enablerepo='pulumi-kubeadm-*')
  # Locks are ours to change here.
  dnf "${only[@]}" --assumeyes --disableplugin=versionlock --setopt=install_weak_deps=False --setopt=tsflags=nodocs --setopt=retries=3 \
    --setopt=timeout=30 --setopt='pulumi-kubeadm-*.metadata_expire=1' install "$@"
}

holds() { [[ ! -e $LOCKS ]] || grep -vE '^(#|$)' "$LOCKS" || true; }

hold() { # PACKAGE…
  unhold "$@"
  rpm --query --queryformat '%{NAME}-%{EPOCHNUM}:%{VERSION}-%{RELEASE}.*\n' "$@" | hold_again
}

unhold() { # PACKAGE…
  local held IFS='|'
  mapfile -t held < <(holds | grep -E "^(${*//./\\.})-[0-9]+:" || true)
  ((${#held[@]} == 0)) || dnf --quiet --disablerepo='*' versionlock delete "${held[@]}"
}

hold_again() { xargs --no-run-if-empty dnf --quiet --disablerepo='*' versionlock add --raw; } # < holds

# All at once, for some need one another; where that is refused one by one, until nothing more can go.
purge() { # PACKAGE…
  local left=() kept=("$@") package
  rpm --erase "$@" || while ((${#kept[@]} > 0 && ${#kept[@]} != ${#left[@]})); do
    left=("${kept[@]}") kept=()
    for package in "${left[@]}"; do
      ! rpm --query "$package" >/dev/null || rpm --erase "$package" || kept+=("$package")
    done
  done
  # No package owns the directory of kubeadm's drop-in.
  rmdir --ignore-fail-on-non-empty /usr/lib/systemd/system/kubelet.service.d 2>/dev/null || true
  # The locks of a plugin that goes are kept beside it.
  [[ -e $LOCKS ]] || rm -f "$LOCKS.rpmsave"
}

# dnf names what it has fetched after the repository.
forget_repositories() {
  local file
  while read -r file; do
    file=${file##*/}
    rm -rf /var/cache/dnf/"${file%.repo}"-*
  done < <(managed_files | grep '\.repo$')
}
