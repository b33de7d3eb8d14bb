# Packages beside those of a node: each has a ledger of its own, so that each can leave by itself.
# shellcheck shell=bash

need packages

# PACKAGES: NAME or NAME=VERSION, a line each.
prepare_packages() {
  local package name
  while read -r package; do
    bring_own_package "$package"
  done < <(wanted_packages)
  while read -r name; do
    wanted_packages | sed 's/=.*//' | grep -qxF -- "$name" || remove_own_package "$name"
  done < <(own_packages)
}

wanted_packages() {
  [[ -z $PACKAGES ]] || printf '%s\n' "$PACKAGES"
  # What the time servers need, unless the stack file names it with a version.
  [[ -z $CHRONY ]] || grep -qE '^chrony(=|$)' <<<"$PACKAGES" || printf 'chrony\n'
}

own_packages() { [[ ! -d $STATE/packages.d ]] || ls "$STATE/packages.d"; }

bring_own_package() { # NAME[=VERSION]
  local name=${1%%=*} version
  version=${1:${#name}+1}
  local LEDGER=$STATE/packages.d/$name
  if ! is_installed "$name" "${version:-*}"; then
    install -d -m 0700 "$LEDGER"
    bring_packages "$1"
  fi
  if [[ -n $version ]]; then
    install -d -m 0700 "$LEDGER"
    hold_package "$name"
  else
    release_package "$name"
  fi
}

remove_own_package() { # NAME
  local LEDGER=$STATE/packages.d/$1
  say "removing package $1"
  release_package "$1"
  if [[ -e $LEDGER/packages || -e $LEDGER/packages.log ]]; then
    take_packages_away
    # What another package needs by now leaves with the node.
    [[ ! -e $LEDGER/packages ]] || record_output "$STATE/packages" comm -12 <(sort -u "$LEDGER/packages") <(installed_packages)
    did "package removed: $1"
  fi
  rm -r "$LEDGER"
}

# Where its version is, unless somebody holds it already.
hold_package() { # PACKAGE
  [[ -e $LEDGER/holds ]] || put_output "$LEDGER/holds" holds
  hold_where_missing "$1"
}

release_package() { # PACKAGE
  # A run that was killed may have held it and not have said so.
  [[ -e $LEDGER/holds ]] || return 0
  unhold "$1"
  hold_again < <(grep -F -- "$1" "$LEDGER/holds" || true)
  rm "$LEDGER/holds"
}

remove_own_packages() {
  local name
  while read -r name; do
    remove_own_package "$name"
  done < <(own_packages)
}
