# Certificates in the files of Kubernetes, etcd and the kubelet.
# shellcheck shell=bash
# shellcheck disable=SC2016 # a program of awk

KUBELET_PKI=/var/lib/kubelet/pki

# Each as its file and its base64: what is in PEM, and what a kubeconfig has inside (base64 of PEM). Any other part of a file ends what was
# begun before it, so that a damaged certificate never runs into a key.
certificates() {
  local path serving=$KUBELET_PKI/kubelet-server-current.pem files=()
  # With a certificate from the cluster the kubelet serves no other.
  [[ -e $serving ]] || serving=$KUBELET_PKI/kubelet.crt
  for path in /etc/kubernetes/pki/{,etcd/}*.crt /etc/kubernetes/{admin,super-admin,controller-manager,scheduler}.conf \
    $KUBELET_PKI/kubelet-client-current.pem "$serving" /etc/etcd/pki/*.crt; do
    [[ ! -f $path ]] || files+=("$path")
  done
  ((${#files[@]} == 0)) || awk '
    FNR == 1 || /^-----/ { inside = 0 }
    /^-----BEGIN CERTIFICATE-----/ { inside = 1; body = ""; next }
    /^-----END CERTIFICATE-----/ && body != "" { print "certificate=" FILENAME " " body; body = "" }
    /^-----/ { body = "" }
    inside { body = body $1 }
    /^ *client-certificate-data: / { print "certificate=" FILENAME " " $2 }
  ' "${files[@]}"
}
