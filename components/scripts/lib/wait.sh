# Bounded waits, and the questions they ask.
# shellcheck shell=bash

# Of a control plane, in the order of their changes.
# shellcheck disable=SC2034 # lib/log.sh and lib/static_pods.sh ask them
COMPONENTS=(etcd kube-apiserver kube-controller-manager kube-scheduler)

# Ask again twice a second until the command succeeds; give up with an error that names what did not come.
wait_for() { # SECONDS WHAT COMMAND…
  local bound=$1 what=$2
  shift 2
  within "$bound" "$@" || fail "$what did not come within $bound s"
}

within() { # SECONDS COMMAND…
  local deadline=$((SECONDS + $1))
  shift
  until "$@"; do
    ((SECONDS < deadline)) || return 1
    sleep 0.5
  done
}

# A health endpoint on the loopback, whose certificate is made by the component itself.
probe() { # URL PATH
  # kubectl asks for a user name where it has no credential; these endpoints need none and look at none.
  kubectl --kubeconfig /dev/null --username probe --password probe --server "$1" --insecure-skip-tls-verify \
    --request-timeout 3s get --raw "$2" >/dev/null 2>&1
}

unit_healthy() { # UNIT
  case $1 in
    containerd) crictl --timeout 5s info >/dev/null 2>&1 ;;
    kubelet) probe http://127.0.0.1:10248 /healthz ;;
  esac
}

# The API server of this host, whatever the endpoint of the cluster says; a step about a Node knows the endpoint only.
api_ready() {
  kubectl --kubeconfig "$ADMIN_CONF" ${ADDRESS:+--server "https://$ADDRESS:$API_PORT"} --request-timeout 3s get --raw /readyz >/dev/null 2>&1
}

component_healthy() { # COMPONENT
  case $1 in
    etcd) probe http://127.0.0.1:2381 /readyz ;;
    kube-apiserver) api_ready ;;
    kube-controller-manager) probe https://127.0.0.1:10257 /healthz ;;
    kube-scheduler) probe https://127.0.0.1:10259 /healthz ;;
  esac
}

# With the kubelet's own credential, which may read its own Node.
own_node() { # OUTPUT
  kubectl --kubeconfig "$KUBELET_CONF" --request-timeout 5s get node "$NODE" -o "$1" 2>/dev/null
}

node_registered() { own_node name >/dev/null; }

node_ready() { # [KUBERNETES_VERSION]
  local status version
  IFS='|' read -r status version < <(own_node 'jsonpath={.status.conditions[?(@.type=="Ready")].status}|{.status.nodeInfo.kubeletVersion}')
  [[ $status == True && (-z ${1-} || $version == "v$1") ]]
}
