# kube-vip on a control plane: a static pod whose manifest is $CONFIG/kube-vip.yaml, where the stack wants it.
# shellcheck shell=bash

need manifests

KUBE_VIP=$CONFIG/kube-vip.yaml
OWN_INTERFACE=interface-with-the-address-of-this-host # in the manifest, where the stack names none
SUPER_ADMIN_CONF=/etc/kubernetes/super-admin.conf

# Before `kubeadm init`, which itself needs the virtual address once an API server is there: admin.conf may do nothing then,
# for its rights are in the cluster that is not there yet.
start_kube_vip_for_init() {
  [[ -e $KUBE_VIP ]] || return 0
  pull_kube_vip
  make_directory "$MANIFESTS"
  kube_vip_of_this_host
  sed -i "s|path: $ADMIN_CONF\$|path: $SUPER_ADMIN_CONF|" "$RUN/kube-vip.yaml"
  install_manifest kube-vip "$RUN/kube-vip.yaml"
}

# As the stack wants it, on a host that has an admin.conf which may do what it is for.
update_kube_vip() {
  if [[ ! -e $KUBE_VIP ]]; then
    [[ ! -e $MANIFESTS/kube-vip.yaml ]] || stop_kube_vip
    return
  fi
  kube_vip_of_this_host
  cmp -s "$RUN/kube-vip.yaml" "$MANIFESTS/kube-vip.yaml" && return
  pull_kube_vip
  local old
  old=$(container_of kube-vip)
  install_manifest kube-vip "$RUN/kube-vip.yaml"
  # An init has just restarted the kubelet: one that had read the old manifest and not yet the new one would wait for a volume
  # of the old pod, for two minutes.
  [[ ! -e $SUPER_ADMIN_CONF ]] || systemctl restart kubelet
  within 120 new_container kube-vip "$old" || fail "kube-vip did not start on $NODE: $(container_log kube-vip)"
  within 60 endpoint_answers || fail "the virtual address of $CLUSTER does not answer on $NODE: $(container_log kube-vip)"
  did "kube-vip changed"
}

# Before the host is reset: kube-vip lets go of the address, and another host takes it over. As long as it runs it takes it anew.
stop_kube_vip() {
  local address
  address=$(sed -n '/name: address$/{n;s/^ *value: //p}' "$MANIFESTS/kube-vip.yaml")
  if systemctl is-active --quiet kubelet; then
    rm -f "$MANIFESTS/kube-vip.yaml"
    within 40 has_no_container kube-vip || say "kube-vip has not ended"
  else
    crictl stop --timeout 30 "$(container_of kube-vip)" || say "kube-vip has ended by itself"
  fi
  ip -o -4 address show to "$address" | while read -r _ device _; do
    ip address delete "$address/32" dev "$device"
  done
  # Last where no kubelet runs: it is what says that all this is to be done, after a kill as well.
  rm -f "$MANIFESTS/kube-vip.yaml"
  did "kube-vip stopped"
}

# kube-vip takes a name, and no two hosts need to have the same for the card of their network.
kube_vip_of_this_host() {
  local device=$OWN_INTERFACE
  if grep -q "$OWN_INTERFACE" "$KUBE_VIP"; then
    # shellcheck disable=SC2153 # of the input
    device=$(interface_with "$ADDRESS")
    [[ -n $device ]] || refuse "no interface of $NODE has its address $ADDRESS: name the one of the hosts' network in loadBalancer.interface"
  fi
  sed "s|$OWN_INTERFACE|$device|" "$KUBE_VIP" >"$RUN/kube-vip.yaml"
}

pull_kube_vip() {
  local image
  image=$(sed -n 's/^ *image: //p' "$KUBE_VIP")
  crictl inspecti --quiet "$image" >/dev/null 2>&1 || crictl pull "$image"
}

# And the old one has ended, which still held the address for a while.
new_container() { # NAME OLD_CONTAINER
  local running
  running=$(crictl ps --quiet --label "io.kubernetes.container.name=$1")
  [[ -n $running && ( -z $2 || $running != *"$2"* ) ]]
}

has_no_container() { [[ -z $(crictl ps --quiet --label "io.kubernetes.container.name=$1") ]]; } # NAME

# By the address that admin.conf names: the endpoint of the cluster.
endpoint_answers() { kubectl --kubeconfig "$ADMIN_CONF" --request-timeout 3s get --raw /readyz >/dev/null 2>&1; }
