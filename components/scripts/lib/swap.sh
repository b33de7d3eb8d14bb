# Swap, which a kubelet refuses unless it is told what to do with it.
# shellcheck shell=bash

FSTAB=/etc/fstab

# SWAP: off, or else it is not ours to touch. What we switch off is marked, so that it can be switched on again.
prepare_swap() {
  if [[ $SWAP != off ]]; then
    restore_swap
    return
  fi
  if [[ -e $FSTAB ]] && grep -qE '^[^#]\S*\s+\S+\s+swap\s' "$FSTAB"; then
    put "$STATE/swap-off"
    rewrite_by "$FSTAB" sed -E '/^[^#]\S*\s+\S+\s+swap\s/s/^/#pulumi-kubeadm /' "$FSTAB"
  fi
  if [[ $(wc -l </proc/swaps) -gt 1 ]]; then
    local units
    mapfile -t units < <(swap_units)
    put "$STATE/swap-off"
    record "$STATE/swap-units" "${units[@]}"
    # A unit that is only stopped comes back with the next boot or device event. Names of units have backslashes in them.
    [[ ! -e $STATE/swap-units ]] || xargs --delimiter '\n' --no-run-if-empty systemctl mask --now <"$STATE/swap-units"
    swapoff -a
  fi
}

# Units of swap, and the services of distributions that make swap in memory or in a file at each boot.
swap_units() {
  {
    systemctl list-units --type swap --state active --plain --no-legend
    systemctl list-units --state active --plain --no-legend zramswap.service zram-config.service dphys-swapfile.service 'systemd-zram-setup@*.service'
  } | awk '{ print $1 }'
}

restore_swap() {
  [[ -e $STATE/swap-off ]] || return 0
  [[ ! -e $FSTAB ]] || rewrite_by "$FSTAB" sed 's/^#pulumi-kubeadm //' "$FSTAB"
  if [[ -e $STATE/swap-units ]]; then
    xargs --delimiter '\n' --no-run-if-empty systemctl unmask <"$STATE/swap-units"
    xargs --delimiter '\n' --no-run-if-empty systemctl start <"$STATE/swap-units" || say "not every unit of swap could be started again"
  fi
  swapon -a || say "not all swap could be switched on again"
  rm -f "$STATE/swap-off" "$STATE/swap-units"
}
