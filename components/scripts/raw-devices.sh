# Disks that Ceph is to take as a whole: one that holds something is refused before anything is applied.
# Parameters: CLUSTER NODE DATA_DIR DEVICES; the last as paths, one a line
# shellcheck shell=bash

create() { update; }

update() {
  local device found unfit=()
  for device in $DEVICES; do
    found=$(why_unfit "$device")
    [[ -z $found ]] || unfit+=("$device $found")
  done
  ((${#unfit[@]} == 0)) ||
    refuse "$NODE has no such raw devices: name disks or partitions without a file system (lsblk -f shows them), or empty them with wipefs --all" \
      <<<"$(printf '%s\n' "${unfit[@]}")"
  report "devices for Ceph: ${DEVICES//$'\n'/ }"
}

# Nothing where it is fit. The device itself is read: what udev knows of it may be old, or nothing. What Ceph has taken already is its
# own where it has its data directory, too.
why_unfit() { # DEVICE
  local real kind
  [[ -e $1 ]] || { echo "is not there" && return; }
  real=$(readlink -f "$1")
  [[ -b $real ]] || { echo "is no block device" && return; }
  kind=$(blkid --probe --output value --match-tag TYPE --match-tag PTTYPE "$real" || true)
  if [[ $kind =~ ^(ceph_bluestore|LVM2_member)$ && -d $DATA_DIR ]]; then
    return
  elif [[ -n $kind ]]; then
    echo "holds $kind"
  elif [[ $(lsblk --noheadings --raw --output NAME "$real" | wc -l) -gt 1 ]]; then
    echo "has partitions or volumes"
  elif grep -q "^$real " /proc/mounts; then
    echo "is mounted"
  fi
}
