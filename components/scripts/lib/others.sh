# Programs that would undo what is prepared, on hosts that have them.
# shellcheck shell=bash

NETWORK_MANAGER=/etc/NetworkManager/conf.d
CLOUD_INIT=/etc/cloud/cloud.cfg.d

place_for_others() {
  # It would take the links of pods for unplugged devices and give them addresses of its own.
  [[ ! -d $NETWORK_MANAGER ]] || file "$NETWORK_MANAGER/90-pulumi-kubeadm.conf" 0644 "[keyfile]
unmanaged-devices+=interface-name:cni0;interface-name:flannel*;interface-name:veth*;interface-name:cali*;interface-name:tunl*;interface-name:kube-ipvs0
"
  place_for_cloud_init
}

place_for_cloud_init() {
  # It writes both files anew at each boot, if it was told to.
  [[ ! -d $CLOUD_INIT || (-z $HOSTS && -z ${MODE[/etc/hostname]-}) ]] || file "$CLOUD_INIT/99-pulumi-kubeadm.cfg" 0644 "manage_etc_hosts: false
preserve_hostname: true
"
}

follow_network_manager() {
  if changed "$NETWORK_MANAGER/" && systemctl is-active --quiet NetworkManager; then
    systemctl reload NetworkManager
  fi
}
