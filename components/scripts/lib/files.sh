# The sheet's files: written whole or not at all, remembered, and given back when they leave the sheet.
# shellcheck shell=bash

declare -A CONTENT=() MODE=()

# What one role of this host has brought. Of a node it is the whole of $STATE; another role has a directory in there, so
# that each leaves by itself.
LEDGER=$STATE

# What a sheet calls for each of its files.
file() { # PATH MODE CONTENT
  MODE[$1]=$2 CONTENT[$1]=$3
}

# Write the sheet's files below a directory, as they are: secrets, and what only a birth reads.
write_files() { # DIRECTORY
  local path
  for path in "${!CONTENT[@]}"; do
    [[ $path != "$1"/* ]] || write_file "$path"
  done
}

# Write the sheet's files below a directory and answer for them from now on.
manage_files() { # DIRECTORY
  local path
  fill_in "$1"
  for path in "${!CONTENT[@]}"; do
    if [[ $path != "$1"/* ]] || is_written "$path"; then
      continue
    fi
    say "writing $path"
    keep_original "$path"
    # Remembered first, so that a run that is killed here leaves the restart that follows to the next one.
    printf '%s\n' "$path" >>"$LEDGER/changed"
    write_file "$path"
  done
}

# Give back what an earlier sheet brought and this one does not name.
drop_missing_files() {
  local path
  while read -r path; do
    [[ -n ${MODE[$path]-} ]] || give_back "$path"
  done < <(managed_files)
}

give_back_files() {
  local path
  while read -r path; do
    give_back "$path"
  done < <(managed_files)
}

managed_files() { [[ ! -e $LEDGER/files ]] || sort -u "$LEDGER/files"; }

is_managed() { [[ -e $LEDGER/files ]] && grep -qxF -- "$1" "$LEDGER/files"; } # PATH

# Whether a file below this path has been written or dropped since the last step that ended well.
changed() { # PATH
  [[ -e $LEDGER/changed ]] && grep -qF -- "$1" "$LEDGER/changed"
}

changed_files() { [[ ! -e $LEDGER/changed ]] || sort -u "$LEDGER/changed"; }

settle() { rm -f "$LEDGER/changed"; }

is_written() { # PATH
  [[ -f $1 && $(stat -c %a "$1") == "${MODE[$1]#0}" ]] && printf '%s' "${CONTENT[$1]}" | cmp -s - "$1"
}

write_file() { # PATH
  local new=$1.pulumi-kubeadm
  make_directory "${1%/*}"
  rm -f "$new"
  (umask 077 && printf '%s' "${CONTENT[$1]}" >"$new")
  chmod "${MODE[$1]}" "$new"
  mv -f "$new" "$1"
}

# The file as it was before the first time we wrote it.
keep_original() { # PATH
  is_managed "$1" && return 0
  if [[ -e $1 || -L $1 ]]; then
    install -d "$LEDGER/before${1%/*}"
    cp -a "$1" "$LEDGER/before$1"
  fi
  printf '%s\n' "$1" >>"$LEDGER/files"
}

give_back() { # PATH
  say "giving back $1"
  printf '%s\n' "$1" >>"$LEDGER/changed"
  if [[ -e $LEDGER/before$1 || -L $LEDGER/before$1 ]]; then
    # What stands there now may be a link, or a link may come back.
    cp -a --remove-destination "$LEDGER/before$1" "$1"
    rm "$LEDGER/before$1"
  else
    rm -f "$1" "$1.pulumi-kubeadm"
    remove_made_directories
  fi
  managed_files | grep -vxF -- "$1" >"$LEDGER/files.new" || true
  mv "$LEDGER/files.new" "$LEDGER/files"
}

# Directories for everybody to read, whatever the umask, and remembered if they are new.
make_directory() { # PATH
  [[ -d $1 ]] && return 0
  make_directory "${1%/*}"
  mkdir -m 0755 "$1"
  [[ $1 == "$RUN"* ]] || printf '%s\n' "$1" >>"$LEDGER/directories"
}

remove_made_directories() {
  local directory
  [[ -e $LEDGER/directories ]] || return 0
  while read -r directory; do
    rmdir --ignore-fail-on-non-empty "$directory" 2>/dev/null || true
  done < <(sort -ru "$LEDGER/directories")
}
