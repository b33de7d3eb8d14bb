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

installed_version() { # PACKAGE
  local said
  # shellcheck disable=SC2016 # a format of dpkg
  said=$(dpkg-query --show --showformat '${db:Status-Status} ${Version}' "$1" 2>/dev/null) || return 1
  [[ $said == "installed "* ]] && printf '%s' "${said#installed }"
}

# Those of which only configuration is left are not.
# shellcheck disable=SC2016 # a format of dpkg
installed_packages() { dpkg-query --show --showformat '${db:Status-Status} ${binary:Package}\n' | sed -n 's/^installed //p' | sort; }

bring() { # PACKAGE[=VERSION]…
  local from=()
  # What the host's other lists name cannot be had without a network.
  [[ -z ${ARCHIVE-} ]] || from=("${OUR_LISTS[@]}")
  wait_for_others
  # What a run that was killed had begun.
  [[ -z $(dpkg --audit) ]] || dpkg --configure -a --force-confold || return 1
  update_lists || return 1
  add_packages "$@" && return
  # The host's own lists may name what is served no more.
  [[ -z ${ARCHIVE-} && ${#WOULD_LEAVE[@]} == 0 ]] && apt update && add_packages "$@"
}

# For `from` see its caller. dpkg itself writes down what it does in this transaction and in no other, as it does it.
add_packages() { # PACKAGE[=VERSION]…
  local install=(install --allow-change-held-packages -o "Dpkg::Options::=--log=$LEDGER/packages.log")
  [[ $MAY_LOWER == no ]] || install+=(--allow-downgrades)
  apt "${from[@]}" "${install[@]}" --no-remove "$@" && return
  local leaving
  mapfile -t leaving < <(would_leave "$@")
  mapfile -t WOULD_LEAVE < <(not_meant "$@" < <(printf '%s\n' "${leaving[@]%%:*}"))
  ((${#leaving[@]} > 0 && ${#WOULD_LEAVE[@]} == 0)) || return 1
  say "for them leave: ${leaving[*]}"
  apt "${from[@]}" "${install[@]}" "$@"
}

would_leave() { # PACKAGE[=VERSION]…
  apt "${from[@]}" --simulate install --allow-change-held-packages --allow-downgrades "$@" 2>/dev/null | sed -n 's/^Remv \([^ ]*\).*/\1/p'
}

# There is only one time daemon, and what we brought may make room for what the stack says now.
not_meant() { # PACKAGE[=VERSION]… < what would leave
  local daemons='chrony|systemd-timesyncd|ntp|ntpsec|openntpd' meant='-'
  ! printf '%s\n' "${@%%=*}" | grep -qxE "$daemons" || meant=$daemons
  grep . | grep -vxE -- "$meant" | grep -vxF -f <(our_packages) || true
}

# What dpkg has written down: "DATE TIME install NAME:ARCHITECTURE OLD NEW". A package that had only left its settings has an OLD version.
came() { recorded install '.*' | known_names; }

came_to_settings() { recorded install '[^<].*' | known_names; }

went() { recorded remove '.*' | sed 's/:.*//' | sort -u; }

recorded() { # VERB OLD
  sed -nE "s/^[0-9-]+ [0-9:]+ $1 ([^ ]+) $2 [^ ]+$/\1/p" "$LEDGER/packages.log" | sed 's/:all$//' | sort -u
}

# As dpkg names them, and only those that are here.
known_names() {
  # shellcheck disable=SC2016 # a format of dpkg
  xargs --no-run-if-empty dpkg-query --show --showformat '${db:Status-Status} ${binary:Package}\n' 2>/dev/null |
    sed -nE 's/^(installed|unpacked|half-[a-z]*|triggers-[a-z]*) //p' || true
}

hand_record_on() { [[ ! -e /var/log/dpkg.log ]] || cat "$LEDGER/packages.log" >>/var/log/dpkg.log; }

# Asked before ours is among them: an apt that cannot read one of its lists does nothing at all.
refuse_unreadable_sources() {
  local path said trial=$RUN/trial new=no
  for path in "${!CONTENT[@]}"; do
    [[ $path != /etc/apt/sources.list.d/* ]] || is_written "$path" || new=yes
  done
  [[ $new == yes ]] || return 0
  said=$(apt-get indextargets 2>&1 >/dev/null) ||
    refuse_and_undo "apt on $NODE cannot read its sources, so nothing can be installed: mend them first" < <(errors_of_apt <<<"$said")
  rm -rf "$trial"
  install -d "$trial"
  compgen -G '/etc/apt/sources.list.d/*' >/dev/null && cp -aL /etc/apt/sources.list.d/* "$trial/"
  for path in "${!CONTENT[@]}"; do
    [[ $path != /etc/apt/sources.list.d/* ]] || printf '%s' "${CONTENT[$path]}" >"$trial/${path##*/}"
  done
  said=$(apt-get -o "Dir::Etc::SourceParts=$trial" indextargets 2>&1 >/dev/null) ||
    refuse_and_undo "apt on $NODE could not read its sources with those of the stack among them, so they are not placed: take out the other entry of that repository, which has another key" \
      < <(errors_of_apt <<<"$said" && places_of_source "$said")
}

errors_of_apt() { grep '^E: ' | sort -u; } # < what it says

# The files and lines of the host that name the repository of which apt says something.
places_of_source() { # WHAT-APT-SAYS
  local address
  address=$(sed -nE 's/^E: Conflicting values .* source ([^ ]+) .*/\1/p' <<<"$1" | head -n 1)
  [[ -z $address ]] || grep -nHsF -- "${address%/}" /etc/apt/sources.list /etc/apt/sources.list.d/* || true
}

apt() { # VERB ARGUMENT…
  # dpkg may take its time for fsync: what it calls installed is not looked at again by a run after a power cut.
  DEBIAN_FRONTEND=noninteractive apt-get --quiet --yes --no-install-recommends -o DPkg::Lock::Timeout=300 -o Dpkg::Use-Pty=0 \
    -o Dpkg::Options::=--force-confold -o APT::Keep-Downloaded-Packages=false \
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

as_held() { printf '%s\n' "$@"; } # PACKAGE…

hold() { apt-mark hold "$@"; } # PACKAGE…

# apt knows no package whose repository is gone.
unhold() { # PACKAGE…
  local held
  mapfile -t held < <(holds | grep -xF -f <(printf '%s\n' "$@") || true)
  ((${#held[@]} == 0)) || apt-mark unhold "${held[@]}"
}

hold_again() { xargs --no-run-if-empty apt-mark hold; } # < holds

# An apt waits for another one to end, which dpkg does not. What it finds is judged by what comes next.
wait_for_others() { apt check || true; }

# Who of others.
needed_by() { # PACKAGE
  dpkg --no-act --remove "$1" 2>&1 | sed -nE 's/^ *([^ ]+) (pre-)?depends on .*/\1/p' | sort -u || true
}

# Those that nothing needs which stays, nor what stays for that reason. Told to remove all of them, dpkg takes what a package depends on
# before it finds that this one cannot go.
removable() { # PACKAGE…
  local left=("$@") before=0 stay
  while ((${#left[@]} > 0 && ${#left[@]} != before)); do
    before=${#left[@]}
    stay=$(dpkg --no-act --remove "${left[@]}" 2>&1 | sed -nE 's/^dpkg: dependency problems prevent removal of (.+):$/\1/p' || true)
    mapfile -t left < <(printf '%s\n' "${left[@]}" | grep -vxF -- "${stay:-.}" || true)
  done
  ((${#left[@]} == 0)) || printf '%s\n' "${left[@]}"
}

# Settings that others had left here stay.
purge() { # PACKAGE…
  local going wholly
  wait_for_others
  mapfile -t going < <(removable "$@")
  ((${#going[@]} > 0)) || return 0
  wholly=("${going[@]}")
  if [[ -s $LEDGER/packages.settings ]]; then
    dpkg --remove --force-unsafe-io "${going[@]}" || say "what other packages need stays"
    mapfile -t wholly < <(printf '%s\n' "${going[@]}" | grep -vxF -f "$LEDGER/packages.settings")
  fi
  ((${#wholly[@]} == 0)) || dpkg --purge --force-unsafe-io "${wholly[@]}" || say "what other packages need stays"
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
