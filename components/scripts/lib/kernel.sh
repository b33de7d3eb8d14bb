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
  remember_settings all
  sysctl --quiet --load "$SYSCTL_FILE" || fail "this kernel does not take every value of $SYSCTL_FILE (see $LOG there)"
  give_back_settings
  note_later_settings
}

# What a boot would give instead: preflight has judged it, but commands and packages of this step may have brought a file.
note_later_settings() {
  local line
  while read -r line; do
    note "at the next boot $line"
  done < <(later_settings)
}

# Of the settings of our file, those that systemd takes from a file that comes later (sysctl.d(5)): "NAME is VALUE (FILE:LINE)".
later_settings() {
  [[ -e $SYSCTL_FILE ]] || return 0
  systemd-analyze --no-pager cat-config sysctl.d 2>/dev/null | awk -v own="$SYSCTL_FILE" '
    /^# \/[^ ]*\/sysctl\.d\/[^ ]*\.conf$/ { file = $2; line = 0; next }
    { line++ }
    /^[[:space:]]*([#;]|$)/ || !/=/ { next }
    {
      name = value = $0
      sub(/[[:space:]]*=.*/, "", name); sub(/^[[:space:]]*-?/, "", name); gsub("/", ".", name)
      sub(/[^=]*=[[:space:]]*/, "", value); gsub(/[[:space:]]+/, " ", value); sub(/ $/, "", value)
      found[name] = value; place[name] = file ":" line
      if (file == own) ours[name] = value
    }
    END { for (name in ours) if (found[name] != ours[name]) print name " is " found[name] " (" place[name] ")" }' | sort
}

# The values from before us, a line each: the kernel has no memory of them, and a boot takes them from the files that are there. So
# those that are known are kept before our file is, and those that come with a module once it is loaded.
remember_settings() { # known|all
  local name value lines=()
  local -A kept=()
  while read -r name; do
    kept[$name]=yes
  done < <(settings_of "$STATE/sysctl")
  while read -r name; do
    [[ -z ${kept[$name]-} ]] || continue
    value=$(sysctl --values "$name" 2>/dev/null || true)
    [[ $1 == known && -z $value ]] || lines+=("$name = $value")
  done < <(settings <<<"${CONTENT[$SYSCTL_FILE]-}")
  record "$STATE/sysctl" "${lines[@]}"
}

# Of those that have left the file, or of all once the file has gone.
give_back_settings() {
  local name line value left=()
  local -A wanted=()
  [[ -e $STATE/sysctl ]] || return 0
  while read -r name; do
    wanted[$name]=yes
  done < <(settings_of "$SYSCTL_FILE")
  while IFS= read -r line; do
    name=${line%% = *} value=${line#* = }
    if [[ -n ${wanted[$name]-} ]]; then
      left+=("$line")
    # A name with a pattern in it stands for many values, of which none was asked.
    elif [[ -n $value ]]; then
      sysctl --quiet --write "$name=$value" || say "$name stays"
    fi
  done <"$STATE/sysctl"
  put "$STATE/sysctl" "${left[@]}"
}

settings_of() { [[ ! -e $1 ]] || settings <"$1"; } # FILE

settings() { sed -n 's/^\([^# ]*\) = .*/\1/p'; } # < text
