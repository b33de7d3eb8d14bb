# The member of etcd on this host, asked by its own program or the one in its container.
# shellcheck shell=bash

# What it knows of itself and of the others. The leader has every member hash what is stored up to one revision, if that is not too much.
etcd_member() {
  [[ -n $ETCD ]] || return 0
  local status revision
  read -r ETCD_WAY < <(etcd_ways)
  if [[ -z $ETCD_WAY ]]; then
    fact etcd_status_failed 'no container of etcd runs here'
    return
  fi
  status=$(answer etcd_status etcd_cli endpoint status --write-out json)
  revision=$(revision_to_hash "$status")
  printf '%s\n' "$status"
  cat <(answer etcd_members own_list) <([[ -z $revision ]] || answer etcd_hash etcd_cli endpoint hashkv --cluster --rev "$revision" --write-out json)
}

# Also without a quorum; etcdctl before 3.6 can only ask for what a quorum knows.
own_list() { etcd_cli member list --consistency s --write-out json || etcd_cli member list --write-out json; }

revision_to_hash() { # STATUS
  local revision
  [[ $1 =~ \"revision\":([0-9]+) ]] || return 0
  revision=${BASH_REMATCH[1]}
  [[ $1 =~ \"member_id\":([0-9]+) && $1 =~ \"leader\":${BASH_REMATCH[1]}[,\}] && $1 =~ \"dbSizeInUse\":([0-9]+) ]] || return 0
  ((BASH_REMATCH[1] > HASH_BYTES)) || printf '%s' "$revision"
}
