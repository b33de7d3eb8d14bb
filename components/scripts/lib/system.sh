# Which system this is, and whether it is the one of the stack.
# shellcheck shell=bash

# What people try, by ID and the first number of VERSION_ID, and why it is refused; `core/platform/refused.py` has the same.
declare -gA REFUSED=(
  [centos-7]='its support ended on 2024-06-30, and its kernel 3.10 has no cgroup v2'
  [rhel-7]='its maintenance ended on 2024-06-30, and its kernel 3.10 has no cgroup v2'
  [centos-8]='its support has ended, and it boots with cgroup v1'
  [rhel-8]='it boots with cgroup v1, which Kubernetes refuses from 1.35 on'
  [rocky-8]='it boots with cgroup v1, which Kubernetes refuses from 1.35 on'
  [almalinux-8]='it boots with cgroup v1, which Kubernetes refuses from 1.35 on'
  [debian-10]='its support ended on 2024-06-30, and it boots with cgroup v1'
  [debian-11]='its support ended on 2026-08-31'
  [ubuntu-18.04]='its standard support ended on 2023-05-31, and it boots with cgroup v1'
  [ubuntu-20.04]='its standard support ended on 2025-05-31, and it boots with cgroup v1'
  [amzn-2]='it boots with cgroup v1'
  [opensuse-leap-15]='its package manager zypper is not supported'
  [sles-15]='its package manager zypper is not supported'
)
declare -gA MACHINES=([x86_64]=amd64 [aarch64]=arm64)

# A platform is the script of that name here: the first of the system's own name and of those it is like.
source_platform() {
  local system version title family
  # shellcheck source=/dev/null
  read -r system version < <(. /etc/os-release && printf '%s %s\n' "${ID-}" "${VERSION_ID-}")
  # shellcheck source=/dev/null
  title=$(. /etc/os-release && printf '%s' "${PRETTY_NAME:-${ID-} ${VERSION_ID-}}")
  # shellcheck source=/dev/null
  family=$(. /etc/os-release && first_family "${ID-} ${ID_LIKE-}")
  # What removes asks for nothing: a system may have been upgraded since.
  [[ $VERB == delete || -z ${SYSTEMS-} ]] || refuse_other_system "$system" "$version"
  [[ -n $family ]] || refuse "this host runs $title, which is neither Debian nor RHEL nor a relative of them"
  # shellcheck source=/dev/null
  source "$BUNDLE/platform/$family.sh"
}

first_family() { # NAMES
  local name
  for name in $1; do
    if [[ $name =~ ^[a-z]+$ && -e $BUNDLE/platform/$name.sh ]]; then
      echo "$name"
      return
    fi
  done
}

# For `title` and `family` see its caller.
refuse_other_system() { # ID VERSION_ID
  local reason=${REFUSED[$1-$2]-${REFUSED[$1-${2%%.*}]-}} machine
  machine=$(uname -m)
  [[ -z $reason ]] || refuse "this host runs $title, and $reason"
  [[ -z $family || " $SYSTEMS " == *" $1-$2 "* || " $SYSTEMS " == *" $1-${2%%.*} "* ]] ||
    refuse "this host runs $title, and the stack says platform: $PLATFORM: write there what it runs"
  [[ ${MACHINES[$machine]-$machine} == "$ARCHITECTURE" ]] ||
    refuse "this host is $machine, and the stack says architecture: $ARCHITECTURE: write there what it is"
}

# The device that has an address, "" where none has.
interface_with() { ip -o -4 address show to "$1" | awk '{ print $2; exit }'; } # ADDRESS
