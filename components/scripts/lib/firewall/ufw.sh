# Rules of ufw, known by their comment. One that somebody else has made already is his, and is not made again.
# shellcheck shell=bash

need firewall

ufw_runs() { command -v ufw >/dev/null && [[ $(ufw status) == "Status: active"* ]]; }

ufw_open() {
  local rule
  command -v ufw >/dev/null || return 0
  while read -r rule; do
    ufw_delete "$rule"
  done < <(comm -13 <(ufw_wanted | sort) <(ufw_ours | sort))
  while read -r rule; do
    # shellcheck disable=SC2086 # words of a rule
    ufw $rule comment pulumi-kubeadm
    did "ufw $rule"
  done < <(comm -23 <(ufw_wanted | sort -u) <(ufw_all | sort -u))
}

ufw_close() {
  local rule
  command -v ufw >/dev/null || return 0
  while read -r rule; do
    ufw_delete "$rule"
  done < <(ufw_ours)
}

ufw_stop() { ufw disable; }

ufw_start() { ufw --force enable; }

ufw_delete() { # RULE
  local rule=$1 route=
  [[ $rule != route\ * ]] || route=route rule=${rule#route }
  # shellcheck disable=SC2086 # words of a rule
  ufw $route delete $rule
  did "ufw $route delete $rule"
}

# As `ufw show added` writes them, but for what the comment adds.
ufw_all() { ufw show added | sed -n "s/ comment '.*'$//; s/^ufw //p"; }

ufw_ours() { ufw show added | sed -n "s/^ufw \(.*\) comment 'pulumi-kubeadm'$/\1/p"; }

ufw_wanted() {
  each_port ufw_port
  [[ -n ${FIREWALL_PODS-} ]] || return 0
  printf '%s\n' "allow from $FIREWALL_PODS" "route allow from $FIREWALL_PODS" "route allow to $FIREWALL_PODS"
}

# ufw knows no VRRP: load balancers let one another in altogether.
ufw_port() { # PROTOCOL PORTS SOURCE PROCESS
  local ports=${2/-/:}
  case $1:$3 in
    vrrp:*) printf 'allow from %s\n' "$3" ;;
    *:any) printf 'allow %s/%s\n' "$ports" "$1" ;;
    *) printf 'allow from %s to any port %s proto %s\n' "$3" "$ports" "$1" ;;
  esac
}
