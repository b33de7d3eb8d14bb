#!/usr/bin/env bash
# How this host is now, for a status of its cluster: a line `key=value` a fact. Nothing on the host is changed, and of a file that holds
# a private key its certificate alone is printed.
# It reaches a shell's stdin behind its functions, which are in questions/, preflight/facts/ and scripts/lib/etcd/, and these behind their
# parameters: UNITS, words; API_SERVER, the ADDRESS:PORT of the one here, or nothing; ETCD, "yes" beside a member; ETCD_ENDPOINTS, the
# client URL of a member that is no pod; HASH_BYTES, the most that a leader's database may hold for its hash to be asked for.
set -u
export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C
# kubectl keeps what it discovers below the home of root otherwise, which is not ours to write to.
export KUBECACHEDIR=/dev/null

main() {
  echo 'pulumi-kubeadm status'
  owner
  units
  certificates
  # Both at once, one printed after the other.
  [[ -z $API_SERVER$ETCD ]] || cat <(api_server) <(etcd_member)
  fact ended yes
}

# Its stdin is this script.
main </dev/null 2>/dev/null
exit 0
