# What a cluster has left or keeps here.
# shellcheck shell=bash

KUBERNETES=/etc/kubernetes

# Which cluster is here, by the record and the fingerprint of its CA, and as what.
membership() {
  owner
  each api_server sed -n 's/^ *server: *//p' $KUBERNETES/kubelet.conf
  [[ ! -e $KUBERNETES/kubelet.conf ]] || grep -q '^ *server:' $KUBERNETES/kubelet.conf || fact api_server "an API server that $KUBERNETES/kubelet.conf does not name"
  [[ -e $KUBERNETES/pki/ca.crt ]] && fact ca "$(fingerprint <$KUBERNETES/pki/ca.crt)"
  each manifest ls $KUBERNETES/manifests
  each cni ls /etc/cni/net.d
  [[ -n $ETCD_DATA_DIR ]] && each etcd_data ls -A "$ETCD_DATA_DIR"
}

fingerprint() { # < PEM
  sed -n '/BEGIN CERTIFICATE/,/END CERTIFICATE/{/-----/d;p}' | base64 -d | sha256sum | cut -d ' ' -f 1
}
