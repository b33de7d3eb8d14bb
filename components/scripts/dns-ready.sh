# Waits until the cluster's names are answered, once, when the cluster is new. This runs on a control plane.
# Parameters: CLUSTER SERVER NAME (the address of the DNS Service, and a name that it has to know)
# shellcheck shell=bash

need dns pods
about cluster dns

create() {
  within 600 dns_knows "$SERVER/53" "$NAME" ||
    refuse "the DNS of $CLUSTER ($SERVER) did not answer within 600 s: see why CoreDNS does not run, and run \`pulumi up\` again" <<<"$(silent)"
  report "the DNS of $CLUSTER answers"
}

silent() {
  local pods=(--namespace kube-system --selector k8s-app=kube-dns)
  ask get pods "${pods[@]}" -o wide --no-headers
  waiting_pods "${pods[@]}" | cut -c -300
  warnings_of kube-system coredns-
  ask logs "${pods[@]}" --prefix --tail 4 2>&1 | cut -c -300
}
