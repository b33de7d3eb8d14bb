# Packages, by apt or dnf.
# shellcheck shell=bash

# What is installed of what matters to a node, and whether more can be.
packages() {
  local said
  # shellcheck source=/dev/null
  if (. /etc/os-release && [[ " ${ID-} ${ID_LIKE-} " == *" debian "* ]]); then
    dpkg_packages
    # Without its caches, which it would write anew.
    said=$(timeout 10 apt-get -o Dir::Cache::pkgcache= -o Dir::Cache::srcpkgcache= indextargets 2>&1 >/dev/null) || fact package_manager "$(grep -m 1 '^E: ' <<<"$said")"
    apt_sources
  else
    rpm_packages
    # It writes into its log that it was asked.
    ! command -v dnf >/dev/null || said=$(timeout 10 dnf --quiet --cacheonly repolist 2>&1 >/dev/null) || fact package_manager "$(tail -n 1 <<<"$said")"
  fi
}

dpkg_packages() {
  # shellcheck disable=SC2086 # words
  [[ -z $PACKAGES ]] || dpkg-query --show --showformat '${db:Status-Status} ${db:Status-Want} ${Package} ${Version}\n' $PACKAGES |
    awk '$1 == "installed" { print "package=" $3, $4, ($2 == "hold" ? "held" : "") }'
  fact containerd_package "$(dpkg --search "$(command -v containerd)" | sed -n '1s/:.*//p')"
}

rpm_packages() {
  local name version locks=/etc/dnf/plugins/versionlock.list
  # shellcheck disable=SC2086 # words
  [[ -z $PACKAGES ]] || rpm --query --queryformat 'package %{NAME} %{VERSION}-%{RELEASE}\n' $PACKAGES | sed -n 's/^package \([^ ]* [^ ]*\)$/\1/p' |
    while read -r name version; do fact package "$name" "$version" "$(grep -qsE "^$name-[0-9]+:" "$locks" && echo held)"; done
  fact containerd_package "$(rpm --query --file --queryformat '%{NAME}' "$(command -v containerd)")"
}
