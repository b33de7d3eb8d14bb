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

installed_version() { # PACKAGE
  rpm --query --queryformat '%{VERSION}-%{RELEASE}' "$1" 2>/dev/null
}

# A key that is trusted is a package as well, and only its version tells it from others.
installed_packages() {
  rpm --query --all --queryformat '%{NAME} %{VERSION}-%{RELEASE}\n' | sed -E 's/^(gpg-pubkey) /\1-/; s/ .*//' | sort
}

bring() { # PACKAGE[=VERSION]…
  local wanted=("${@/=/-}")
  [[ -e $LOCKS ]] || wanted+=("$LOCKING")
  # Of others: what we brought may make room for what the stack says now.
  installed_packages | grep -vxF -f <(our_packages) >"$RUN/protected"
  [[ -e $LEDGER/packages.keys ]] || trusted_keys >"$LEDGER/packages.keys"
  # What dnf has heard of the host's own repositories may be served no more.
  add_packages "${wanted[@]}" || { ((${#WOULD_LEAVE[@]} == 0)) && add_packages --refresh "${wanted[@]}"; }
}

# dnf writes down in our directory what it does in this transaction and in no other, as it does it.
add_packages() { # ARGUMENT…
  local only=()
  # What the host's other repositories name cannot be had without a network.
  [[ -z ${ARCHIVE-} ]] || only=(--disablerepo='*' --enablerepo='pulumi-kubeadm-*')
  # Locks are ours to change here.
  dnf "${only[@]}" --assumeyes --disableplugin=versionlock --setopt=install_weak_deps=False --setopt=tsflags=nodocs --setopt=retries=3 \
    --setopt=timeout=30 --setopt='pulumi-kubeadm-*.metadata_expire=1' --setopt=logdir="$LEDGER/packages.log" \
    --setopt=protected_packages="glob:$RUN/protected" install "$@" && return
  mapfile -t WOULD_LEAVE < <(would_leave)
  return 1
}

# In its last error.
would_leave() {
  tac "$LEDGER/packages.log/dnf.log" | sed -nE '/protected packages: /{s/.*protected packages: //;s/, */\n/g;p;q}'
}

# Lines of dnf.rpm.log: "TIME SUBDEBUG Installed: NAME-VERSION-RELEASE.ARCHITECTURE". And the keys that it came to trust for us.
came() {
  recorded Installed
  comm -13 "$LEDGER/packages.keys" <(trusted_keys) | grep -F -f <(keys_taken) || true
}

# rpm leaves what was changed beside what it removes.
came_to_settings() { :; }

went() { recorded Obsoleted Erase Removed; }

recorded() { # ACTION…
  local IFS='|'
  [[ ! -e $LEDGER/packages.log/dnf.rpm.log ]] ||
    sed -nE "s/^[^ ]+ SUBDEBUG ($*): (.*)-[^-]+-[^-]+$/\\2/p" "$LEDGER/packages.log/dnf.rpm.log" | sort -u
}

# A key that is trusted is a package as well, whose version is the end of the key's name.
trusted_keys() { installed_packages | grep '^gpg-pubkey-' || true; }

keys_taken() { sed -nE 's/.*Importing GPG key 0x([0-9A-F]+).*/gpg-pubkey-\L\1-/p' "$LEDGER/packages.log/dnf.log"; }

hand_record_on() {
  local log
  for log in "$LEDGER"/packages.log/dnf*.log; do
    [[ ! -e /var/log/${log##*/} ]] || cat "$log" >>"/var/log/${log##*/}"
  done
}

# Each repository is known by a name of its own there, so that ours hinder nobody.
refuse_unreadable_sources() { :; }

holds() { [[ ! -e $LOCKS ]] || grep -vE '^(#|$)' "$LOCKS" || true; }

as_held() { rpm --query --queryformat '%{NAME}-%{EPOCHNUM}:%{VERSION}-%{RELEASE}.*\n' "$@"; } # PACKAGE…

hold() { # PACKAGE…
  unhold "$@"
  as_held "$@" | hold_again
}

unhold() { # PACKAGE…
  # shellcheck disable=SC2016 # awk's
  [[ ! -e $LOCKS ]] || rewrite_by "$LOCKS" awk -v packages="$*" '
    BEGIN { split(packages, names, " ") }
    { for (i in names) if (index($0, names[i] "-") == 1 && substr($0, length(names[i]) + 2) ~ /^[0-9]+:/) next; print }' "$LOCKS"
}

# Not by dnf, which drops comments, writes an exclude of others a second time, and leaves the file to a power cut.
hold_again() { # < holds
  local lines
  lines=$(grep -vxF -f <(holds) || (($? == 1)))
  [[ -z $lines ]] || rewrite_by "$LOCKS" awk 1 "$LOCKS" - <<<"$lines"
}

# Who of others.
needed_by() { # PACKAGE
  rpm --erase --test "$1" 2>&1 | sed -nE 's/.* is needed by \(installed\) (.*)-[^-]+-[^-]+$/\1/p' | sort -u || true
}

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
