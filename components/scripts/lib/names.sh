# What this host is called, and whom it knows without DNS.
# shellcheck shell=bash

HOSTS_FILE=/etc/hosts
HOSTS_BEGIN='# begin of pulumi-kubeadm: what stands between these lines is kept as the stack file says'
HOSTS_END='# end of pulumi-kubeadm'

# HOSTS: the lines of our block, which is the whole of what we answer for. The file is everybody's (people, DHCP clients and
# installers write it), so an original from the first day, given back, would undo what others have written since; without the
# block all of their lines are there, byte for byte. It stands first: of two lines about a name the first one counts.
prepare_hosts_file() {
  [[ -e $HOSTS_FILE || -n $HOSTS ]] || return 0
  # A host without one does without until there is something to say.
  [[ -e $HOSTS_FILE ]] || install -m 0644 /dev/null "$HOSTS_FILE"
  hosts_block_is_whole || refuse "$HOSTS_FILE on $NODE has one of the lines '$HOSTS_BEGIN' and '$HOSTS_END' without the other: remove it"
  wanted_hosts | cmp -s - "$HOSTS_FILE" || did "hosts file changed"
  # In any case, for it takes away what a killed one has left beside the file.
  rewrite_by "$HOSTS_FILE" wanted_hosts
}

hosts_block_is_whole() {
  awk -v begin="$HOSTS_BEGIN" -v end="$HOSTS_END" \
    '$0 == begin { open++ } $0 == end { open-- } open < 0 || open > 1 { torn = 1 } END { exit torn || open }' "$HOSTS_FILE"
}

wanted_hosts() {
  [[ -z $HOSTS ]] || printf '%s\n' "$HOSTS_BEGIN" "$HOSTS" "$HOSTS_END"
  other_hosts
}

other_hosts() { sed "/^$HOSTS_BEGIN\$/,/^$HOSTS_END\$/d" "$HOSTS_FILE"; }

restore_hosts_file() {
  [[ -e $HOSTS_FILE ]] || return 0
  hosts_block_is_whole || { say "the block of $HOSTS_FILE is torn and stays"; return 0; }
  HOSTS='' prepare_hosts_file
}

# The name that /etc/hostname has by now.
follow_hostname() {
  if changed /etc/hostname && [[ -s /etc/hostname ]]; then
    hostname "$(</etc/hostname)"
    did "hostname is $(</etc/hostname)"
  fi
}
