# The data of this host's member of etcd, with a mark in them without which etcd does not start: with an empty directory a member would
# make a cluster of its own again, or vote under its old id without the log that its votes rest on.
# shellcheck shell=bash

MARK=pulumi-kubeadm # a file in the directory `member`, so it goes when they go
# What the static pod and the unit ask for. A link: where the path of a volume is missing, containerd makes a directory of it and
# starts the container all the same, and a link that leads nowhere is what it cannot replace.
DATA_LINK=$STATE/etcd-member

# Before the first start of a member, of which no other data are here.
mark_data() { # DIRECTORY
  [[ -d $1 ]] || install -d -m 0700 "$1"
  rm -rf --one-file-system -- "$1/member"
  install -d -m 0700 "$1/member"
  printf 'The data of a member of etcd that has joined its cluster. Without this file etcd does not start here.\n' >"$1/member/$MARK"
  chown -R --reference "$1" "$1/member"
  ln -sfn "$1/member/$MARK" "$DATA_LINK"
}

has_lost_data() { [[ -L $DATA_LINK && ! -e $DATA_LINK ]]; }

# Logs and snapshots are these; what else is there was never read.
has_other_data() {
  local member
  member=$(readlink "$DATA_LINK")
  compgen -G "${member%/*}/wal/*" >/dev/null || compgen -G "${member%/*}/snap/*" >/dev/null
}

refuse_lost_data() {
  has_lost_data || return 0
  local mark
  mark=$(readlink "$DATA_LINK")
  if has_other_data; then
    refuse "${mark%/*} has data of etcd but not the mark of this host's member, so etcd does not start: if these are what it is to go on with, as a restored snapshot is, run 'sudo touch $mark' there"
  fi
  refuse "the data of etcd on $NODE are gone (there is no $mark), so it does not start and this host serves nothing: where the other members are a quorum, write dead: true to the host and run up, then take that away, raise its generation and run up; else restore a snapshot (docs/etcd.md)"
}

# A new generation is for a new disk, and a member without its data has nothing to lose either.
is_to_begin_anew() { has_lost_data && ! has_other_data; }

# Its init or join has to run again.
forget_member_without_data() {
  is_to_begin_anew || return 0
  say "the data of etcd's member are gone; beginning anew"
  rm -f "$STATE"/member "$STATE"/etcd/member "$DATA_LINK"
}
