# What others have brought of Kubernetes.
# shellcheck shell=bash

# What a kubelet would be told beside the stack, and what of Kubernetes is here that no package of it has.
strangers() {
  local path word
  for path in /etc/default/kubelet /etc/sysconfig/kubelet; do
    each kubelet_arguments sed -nE "s|^ *KUBELET_EXTRA_ARGS=[\"']?([^\"' ].*[^\"'])[\"']?$|$path \1|p" "$path"
  done
  for path in /etc/systemd/system/kubelet.service $(compgen -G '/etc/systemd/system/kubelet.service.d/*.conf'); do
    [[ -e $path ]] && fact kubelet_unit "$path"
  done
  for word in kubelet kubeadm kubectl crictl containerd; do
    path=$(command -v "$word")
    [[ $path == /usr/local/* ]] && fact by_hand "$path"
  done
  for path in /var/lib/rancher/k3s /var/lib/rancher/rke2 /var/snap/microk8s /var/lib/k0s; do
    [[ -e $path ]] && fact other_kubernetes "$path"
  done
}
