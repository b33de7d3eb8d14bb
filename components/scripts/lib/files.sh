# The input's files: written whole or not at all, remembered, and given back when they leave the input.
# Results: CONTENT MODE, of each file of the input by its path.
# shellcheck shell=bash

need credentials

declare -gA CONTENT=() MODE=()

# What one role of this host has brought. Of a node it is the whole of $STATE; another role has a directory in there, so
# that each leaves by itself.
LEDGER=$STATE

# What an input calls for each of its files.
file() { # PATH MODE CONTENT
  MODE[$1]=$2 CONTENT[$1]=$3
}

# What an input calls for the files that hosts share: they came with the scripts. A delete needs none, and its scripts may be newer.
shared() { # DIGEST
  [[ $VERB != delete ]] || return 0
  local found=$BUNDLE/shared/$1.sh
  [[ -e $found && $(sha256sum <"$found" | cut -c 1-32) == "$1" ]] ||
    fail "the files of $1 did not come here with the scripts: run up again, for all resources of this host"
  # shellcheck source=/dev/null
  source "$found"
}

# What an input calls in the place of all its statements.
compressed() { # DATA
  local statements
  statements=$(base64 -d <<<"$1" | gunzip) || fail "the input of $STEP cannot be read: is gunzip there?"
  eval "$statements"
}

# Write the input's files below a directory, as they are: secrets, and what only a first run reads.
write_files() { # DIRECTORY
  local paths
  mapfile -t paths < <(input_files "$1")
  place_files "${paths[@]}"
}

# Write the input's files below a directory and answer for them from now on.
manage_files() { # DIRECTORY
  local path paths=()
  fill_in "$1"
  while read -r path; do
    is_written "$path" || paths+=("$path")
  done < <(input_files "$1")
  ((${#paths[@]} > 0)) || return 0
  say "writing ${paths[*]}"
  keep_originals "${paths[@]}"
  # Remembered first, so that a run that is killed here leaves the restart that follows to the next one.
  record "$LEDGER/changed" "${paths[@]}"
  place_files "${paths[@]}"
}

input_files() { # DIRECTORY
  local path
  for path in "${!CONTENT[@]}"; do
    [[ $path != "$1"/* ]] || printf '%s\n' "$path"
  done
}

# Give back what an earlier input brought and this one does not name.
drop_missing_files() {
  local path paths=()
  while read -r path; do
    [[ -n ${MODE[$path]-} ]] || paths+=("$path")
  done < <(managed_files)
  give_back "${paths[@]}"
}

give_back_files() {
  local paths
  mapfile -t paths < <(managed_files)
  give_back "${paths[@]}"
}

managed_files() { [[ ! -e $LEDGER/files ]] || sort -u "$LEDGER/files"; }

is_managed() { [[ -e $LEDGER/files ]] && grep -qxF -- "$1" "$LEDGER/files"; } # PATH

# Whether a file below this path has been written or dropped since the last step that ended well.
changed() { # PATH
  [[ -e $LEDGER/changed && $(<"$LEDGER/changed") == *"$1"* ]]
}

changed_files() { [[ ! -e $LEDGER/changed ]] || sort -u "$LEDGER/changed"; }

clear_pending_changes() { rm -f "$LEDGER/changed"; }

is_written() { # PATH
  has_text "$1" "${CONTENT[$1]}" && [[ $(stat -c %a "$1") == "${MODE[$1]#0}" ]]
}

write_file() { place_files "$1"; } # PATH

# Each there as a whole or not at all, with what is in it on the disk before it has its name. They are root's, or OWNER's.
place_files() { # PATH…
  local path new
  (($# > 0)) || return 0
  make_directories "${@%/*}"
  rm -f "${@/%/.pulumi-kubeadm}"
  for path; do
    new=$path.pulumi-kubeadm
    (umask 077 && printf '%s' "${CONTENT[$path]}" >"$new")
    chmod "${MODE[$path]}" "$new"
    [[ -z ${OWNER-} ]] || chown "$OWNER" "$new"
  done
  persist "${@/%/.pulumi-kubeadm}"
  for path; do
    mv -f "$path.pulumi-kubeadm" "$path"
  done
}

# The files as they were before the first time we wrote them: on the disk, and in the ledger, before anything of ours takes their place.
keep_originals() { # PATH…
  local path new=()
  for path; do
    is_managed "$path" || new+=("$path")
  done
  ((${#new[@]} > 0)) || return 0
  install -d "$LEDGER/before"
  # What a run that was killed has left is of another day.
  rm -f "${new[@]/#/$LEDGER/before}"
  for path in "${new[@]}"; do
    if [[ -e $path || -L $path ]]; then
      install -d "$LEDGER/before${path%/*}"
      cp -a "$path" "$LEDGER/before$path"
    fi
  done
  persist_tree "$LEDGER/before"
  record "$LEDGER/files" "${new[@]}"
}

# First the files, then the ledger, then what was kept: whatever ends this, the next run has what it needs.
give_back() { # [PATH…]
  local path kept=()
  (($# > 0)) || return 0
  say "giving back $*"
  record "$LEDGER/changed" "$@"
  for path; do
    if is_kept "$path"; then
      kept+=("$path.pulumi-kubeadm")
      mkdir -p "${path%/*}"
      cp -a --remove-destination "$LEDGER/before$path" "$path.pulumi-kubeadm"
    fi
  done
  persist "${kept[@]}"
  for path; do
    if is_kept "$path"; then
      mv -fT "$path.pulumi-kubeadm" "$path"
    else
      rm -f "$path" "$path.pulumi-kubeadm"
    fi
  done
  persist "$@"
  remove_made_directories
  strike "$LEDGER/files" "$@"
  rm -f "${@/#/$LEDGER/before}"
}

is_kept() { [[ -e $LEDGER/before$1 || -L $LEDGER/before$1 ]]; } # PATH

make_directory() { make_directories "$1"; } # PATH

# Directories for everybody to read, whatever the umask, and remembered if they are new.
make_directories() { # PATH…
  local path missing=() ours=()
  for path; do
    while [[ -n $path && ! -d $path ]]; do
      missing+=("$path")
      [[ $path == "$RUN"* ]] || ours+=("$path")
      path=${path%/*}
    done
  done
  ((${#missing[@]} > 0)) || return 0
  record "$LEDGER/directories" "${ours[@]}"
  mapfile -t missing < <(printf '%s\n' "${missing[@]}" | sort -u)
  mkdir -m 0755 "${missing[@]}"
}

remove_made_directories() {
  local directory
  [[ -e $LEDGER/directories ]] || return 0
  while read -r directory; do
    rmdir --ignore-fail-on-non-empty "$directory" 2>/dev/null || true
  done < <(sort -ru "$LEDGER/directories")
}
