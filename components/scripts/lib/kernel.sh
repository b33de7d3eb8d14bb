# Kernel modules and settings, for now and for each boot.
# shellcheck shell=bash

prepare_kernel() {
  local module
  while read -r module; do
    # A module that is built in, or that the machine has loaded for a container, cannot be loaded and need not be.
    if [[ ! -d /sys/module/$module ]] && ! grep -qw "$module" /proc/filesystems; then
      modprobe "$module" || fail "kernel module $module is neither loaded nor to be had on this host: install the package of kernel modules that has it"
    fi
  done < <(grep -v '^#' "$MODULES_FILE")
  remember_settings
  sysctl --quiet --load "$SYSCTL_FILE" || fail "this kernel does not take every value of $SYSCTL_FILE (see $LOG there)"
  give_back_settings
}

# The values from before us, a line each: the kernel has no memory of them, and a boot takes them from files of others.
remember_settings() {
  local name
  while read -r name; do
    grep -qsF -- "$name = " "$STATE/sysctl" || printf '%s = %s\n' "$name" "$(sysctl --values "$name" 2>/dev/null)" >>"$STATE/sysctl"
  done < <(settings_of "$SYSCTL_FILE")
}

# Of those that have left the file, or of all once the file has gone.
give_back_settings() {
  local name value
  [[ -e $STATE/sysctl ]] || return 0
  while IFS= read -r name; do
    value=$(sed -n "s|^${name//./\\.} = ||p" "$STATE/sysctl")
    # A name with a pattern in it stands for many values, of which none was asked.
    [[ -z $value ]] || sysctl --quiet --write "$name=$value" || say "$name stays"
  done < <(settings_of "$STATE/sysctl" | grep -vxF -f <(settings_of "$SYSCTL_FILE"))
  settings_of "$SYSCTL_FILE" | sed 's/$/ = /' | grep -F -f - "$STATE/sysctl" >"$STATE/sysctl.new" || true
  mv "$STATE/sysctl.new" "$STATE/sysctl"
}

settings_of() { [[ ! -e $1 ]] || sed -n 's/^\([^# ]*\) = .*/\1/p' "$1"; } # FILE
