# What a step calls done is on the disk. A ledger is there as a whole or not at all, and before what it answers for: ext4 and XFS may
# keep a new name and lose what is in the file, unless that is synced first.
# shellcheck shell=bash

MOUNTS=/proc/self/mountinfo

# Files, directories, and the names of both where they are; what is gone, by the directory it was in.
persist() { # PATH…
  local path directory
  local -A places=()
  for path; do
    [[ $path != "$RUN"* ]] || continue
    # What a link leads to is not ours.
    [[ -L $path || ! -e $path ]] || places[$path]=
    directory=${path%/*}
    until [[ -d $directory/ ]]; do
      directory=${directory%/*}
    done
    places[${directory:-/}]=
  done
  ((${#places[@]} == 0)) || sync "${!places[@]}"
}

# A directory of ours with all that is in it.
persist_tree() { # DIRECTORY
  find "$1" \( -type f -o -type d \) -exec sync {} + && persist "$1"
}

# Whether a file is exactly this text. In the shell itself: a step asks it of each of its files.
has_text() { # PATH TEXT
  local text=
  # It succeeds where it finds a zero byte, which no text has.
  [[ -f $1 ]] && ! IFS= read -r -d '' text <"$1" && [[ $text == "$2" ]]
}

# Puts a text into a file. Errors of a full disk are errors here, and the file is then what it was.
put_text() { # PATH TEXT
  ! has_text "$1" "$2" || return 0
  printf '%s' "$2" >"$1.new" && sync "$1.new" && mv -f "$1.new" "$1" && persist "$1"
}

# The same of lines; none make an empty file.
put() { # PATH [LINE…]
  local text=
  (($# == 1)) || printf -v text '%s\n' "${@:2}"
  put_text "$1" "$text"
}

# What a command prints, if it ends well.
put_output() { # PATH COMMAND…
  local text
  text=$("${@:2}") || return
  put_text "$1" "${text:+$text$'\n'}"
}

record_output() { # PATH COMMAND…
  local text lines
  text=$("${@:2}") || return
  [[ -n $text ]] || return 0
  mapfile -t lines <<<"$text"
  record "$1" "${lines[@]}"
}

# Lines that a ledger has from now on.
record() { # PATH [LINE…]
  local line lines=()
  local -A known=()
  (($# > 1)) || return 0
  [[ ! -e $1 ]] || mapfile -t lines <"$1" || return
  for line in "${lines[@]}"; do
    known["=$line"]=
  done
  for line in "${@:2}"; do
    [[ -v known["=$line"] ]] || lines+=("$line")
    known["=$line"]=
  done
  put "$1" "${lines[@]}"
}

# Lines that it has no more.
strike() { # PATH [LINE…]
  local left
  [[ -e $1 ]] && (($# > 1)) || return 0
  left=$(grep -vxF -f <(printf '%s\n' "${@:2}") -- "$1" || (($? == 1))) || return
  put_text "$1" "${left:+$left$'\n'}"
}

# A file of the host's own with other text: its owner, mode and context stay, and at no moment is it anything but the one or the other.
rewrite() { # PATH TEXT
  local path new
  path=$(readlink -f "$1") || return
  new=$path.pulumi-kubeadm
  rm -f "$new"
  ! has_text "$path" "$2" || return 0
  cp -a "$path" "$new" && printf '%s' "$2" >"$new" && persist "$new" && mv -f "$new" "$path" && persist "$path"
}

# The same with what a command prints, if it ends well.
rewrite_by() { # PATH COMMAND…
  local text
  # The dot keeps what is at the end of the text as it is.
  text=$("${@:2}" && printf .) || return
  rewrite "$1" "${text%.}"
}

# Whatever this step, and what it has called, has left in the kernel's memory, packages above all: every file system that has its files.
make_durable() {
  local places
  mapfile -t places < <(own_file_systems)
  sync --file-system "${places[@]}"
}

# A place of each. By the table of mounts, without a look at any: a share that does not answer holds whoever asks it, and has no file of ours.
own_file_systems() {
  local device place rest other
  local -A devices=() places=()
  while read -r _ _ device _ place rest; do
    printf -v place %b "$place"
    # What lies below a later mount is not to be reached.
    for other in "${!devices[@]}"; do
      [[ $other != "$place" && $other != "$place"/* ]] || unset "devices[$other]"
    done
    [[ $place != / && ! ${rest#* - } =~ ^(ext[234]|xfs|btrfs|zfs|f2fs|jfs|reiserfs|bcachefs|overlay)\  ]] || devices[$place]=$device
  done <"$MOUNTS"
  for place in "${!devices[@]}"; do
    device=${devices[$place]} other=${places[${devices[$place]}]-}
    may_have_ours "$place" || continue
    [[ -n $other && ${#other} -lt ${#place} ]] || places[$device]=$place
  done
  printf '%s\n' "${places[@]}"
}

may_have_ours() { # MOUNT_POINT
  [[ $1 == / || $1 =~ ^/(etc|usr|opt)(/|$) || $1 =~ ^/var(/[^/]+|/lib/[^/]+)?$ || ${ETCD_DATA_DIR-}/ == "$1"/* || ${DATA_DIR-}/ == "$1"/* ]]
}
