# What the next boot brings.
# shellcheck shell=bash

# What a boot reads beside our files, with file and line: kernel settings and the journal's limits in systemd's own order, modules
# that it is told not to load, who starts the kubelet otherwise, whose links NetworkManager takes, and what cloud-init writes anew. Of
# NetworkManager one directory is read after all others; what cloud-init was given for this machine wins over its files.
at_boot() {
  timeout 5 systemd-analyze --no-pager cat-config sysctl.d | with_places boot_settings sysctl.d/ '='
  timeout 5 systemd-analyze --no-pager cat-config systemd/journald.conf | with_places boot_journal journald.conf '^(SystemMaxUse|RuntimeMaxUse|MaxRetentionSec)='
  local word words directory
  for directory in /etc /run /usr/local/lib /usr/lib; do
    for word in $MODULES; do
      # What is built in is there whatever a file says.
      modprobe --dry-run --show-depends "$word" | grep -q ^builtin && continue
      words="^[[:space:]]*(blacklist|install)[[:space:]]+${word//[-_]/[-_]}([[:space:]]|\$)"
      grep -HnE "$words" "$directory"/modprobe.d/*.conf | sed 's/^\([^:]*:[0-9]*\):/boot_modules=\1 /'
    done
  done
  grep -HnE '^[[:space:]]*ExecStart=.' /{etc,run}/systemd/system/kubelet.service{,.d/*.conf} | sed 's/^\([^:]*:[0-9]*\):/boot_kubelet=\1 /'
  network_manager
  cloud_init
}

network_manager() {
  local files
  mapfile -t files < <(compgen -G '/etc/NetworkManager/conf.d/*.conf')
  ((${#files[@]} == 0)) || awk 'FNR == 1 || /^\[/ { section = $0 }
    section ~ /^\[keyfile\]/ && /^[[:space:]]*unmanaged-devices[[:space:]]*[-+]?=/ { print "boot_network=" FILENAME ":" FNR, $0 }' "${files[@]}"
}

cloud_init() {
  [[ -e /etc/cloud/cloud-init.disabled ]] ||
    grep -HnE '^(manage_etc_hosts|preserve_hostname)[[:space:]]*:' /etc/cloud/cloud.cfg.d/*.cfg /var/lib/cloud/instance/cloud-config.txt |
    sed 's/^\([^:]*:[0-9]*\):/boot_cloud=\1 /'
}

# Of lines below headings as `systemd-analyze cat-config` prints them, those that match.
with_places() { # KEY PART_OF_PATHS PATTERN
  awk -v key="$1" -v part="$2" -v pattern="$3" '
    /^# \/[^ ]*\.conf$/ && index($2, part) { file = $2; line = 0; next }
    { line++ }
    !/^[[:space:]]*([#;]|$)/ && $0 ~ pattern { print key "=" file ":" line, $0 }'
}
