# Packages and images that came here in one file, for a host without a network.
# shellcheck shell=bash

# Nothing of the file is even unpacked before it is the one that the input names.
open_archive() {
  local file=${BUNDLE%/*}/archive.tar found
  if [[ -z ${ARCHIVE-} ]]; then
    rm -rf "$UNPACKED"
    return
  fi
  [[ ! -e $UNPACKED/opened || $(<"$UNPACKED/opened") != "$ARCHIVE" ]] || return 0
  [[ -e $file ]] || refuse "the packages and images of this host are not in $file: run up again"
  found=$(sha256sum <"$file" | cut -d ' ' -f 1)
  [[ $found == "$ARCHIVE" ]] || refuse "$file has sha256 $found, want $ARCHIVE of the lock: run 'make bundle' and up again"
  say "opening $file"
  rm -rf "$UNPACKED"
  install -d -m 0755 "$UNPACKED"
  tar --extract --file "$file" --directory "$UNPACKED" --no-same-owner
  printf '%s' "$ARCHIVE" >"$UNPACKED/opened"
}

# Under the names that the cluster has for them, and kept: a kubelet that made room by removing one could not get it back.
import_images() {
  [[ -d $UNPACKED/images ]] || return 0
  local image
  say "importing images"
  tar --create --directory "$UNPACKED/images" . | ctr --namespace k8s.io images import -
  while read -r image; do
    ctr --namespace k8s.io images label "$image" io.cri-containerd.pinned=pinned
  done <"$UNPACKED/images.txt"
  did "images imported"
  rm -rf "$UNPACKED/images"
}
