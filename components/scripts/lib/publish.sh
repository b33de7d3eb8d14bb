# What control planes publish for all nodes: kubeadm's ConfigMaps, kube-proxy and CoreDNS.
# shellcheck shell=bash

need control_plane upgrade

# What joining nodes and `kubeadm upgrade` read from the cluster.
upload_configuration() { # CONFIG_FILE
  kubeadm init phase upload-config all --config "$1"
  let_api_server_reach_kubelets
  within 60 is_listed || say "the pod of its API server is still listed with its former version"
  if has_whole_version; then
    update_kube_proxy "$1"
    update_dns "$1"
  else
    say "kube-proxy and CoreDNS follow when every control plane has Kubernetes $KUBERNETES_VERSION"
  fi
}

# kubeadm writes its DaemonSet anew and forgets that it was restarted, so all of them would start again.
update_kube_proxy() { # CONFIG_FILE
  kubeadm init phase addon kube-proxy --config "$1" --print-manifest >"$RUN/kube-proxy.yaml"
  if ! kubectl --kubeconfig "$ADMIN_CONF" diff --filename "$RUN/kube-proxy.yaml" >/dev/null; then
    owe_kube_proxy
    kubeadm init phase addon kube-proxy --config "$1"
  fi
  roll_out_owed_kube_proxy
}

# Kept until it is over: a run that is killed in between leaves it to the next.
owe_kube_proxy() { put_text "$STATE/kube-proxy" 'to be rolled out'; }

# Nodes are emptied next. After an API server was away, kubelets and kube-proxies try again after up to a minute each, and send requests to
# pods that are gone until then: where a new kube-proxy runs, both have heard of it, and a controller manager leads.
roll_out_owed_kube_proxy() {
  local rollout=(kubectl --kubeconfig "$ADMIN_CONF" --namespace kube-system rollout)
  [[ -e $STATE/kube-proxy ]] || return 0
  "${rollout[@]}" restart daemonset kube-proxy
  if "${rollout[@]}" status daemonset kube-proxy --timeout 180s; then
    did "kube-proxy rolled out"
  else
    did "kube-proxy rolled out, but not on every node after 180 s: see kubectl -n kube-system get pods -l k8s-app=kube-proxy -o wide"
  fi
  rm "$STATE/kube-proxy"
}

# Its replicas and Corefile stay as they are. A cluster may have another DNS.
update_dns() { # CONFIG_FILE
  local wanted live
  wanted=$(kubeadm config images list --config "$1" | grep '/coredns:') || return 0
  live=$(kubectl --kubeconfig "$ADMIN_CONF" --namespace kube-system get deployment coredns --ignore-not-found -o 'jsonpath={.spec.template.spec.containers[0].image}')
  [[ -n $live && $live != "$wanted" ]] || return 0
  kubeadm init phase addon coredns --config "$1"
  did "CoreDNS rolled out"
}
