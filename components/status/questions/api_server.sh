# The API server of this host, and the Nodes as it knows them.
# shellcheck shell=bash

# As an administrator, past any load balancer.
api_server() {
  [[ -n $API_SERVER ]] || return 0
  local get=(timeout 10 kubectl --kubeconfig /etc/kubernetes/admin.conf --server "https://$API_SERVER" --request-timeout 8s get)
  local ready='.status.conditions[?(@.type=="Ready")]'
  local node="{.metadata.name}|{$ready.status}|{.spec.unschedulable}|{.status.nodeInfo.kubeletVersion}|{$ready.reason}"
  cat <(answer api_ready "${get[@]}" --raw /readyz) \
    <(answer api_version "${get[@]}" --raw /version) \
    <(answer node "${get[@]}" nodes -o "jsonpath={range .items[*]}$node{\"\\n\"}{end}")
}
