# Whether what is Ready is reachable: a pod on a Node, asked by this control plane, and itself finding the API server's Service.
# shellcheck shell=bash

need node pods

PROBE_NAMESPACE=kube-system
SILENT_SECONDS=60 # for so long a Node may be Unknown: its host may boot

# The pod does nothing, in the image that every pod begins with, so nothing is pulled for it. That its kubelet finds it ready
# means that the Node leads to Services; that packets to it come back, that the pod network leads to the Node.
place_probe() {
  # In the place of one that a killed run has left.
  kubectl_admin replace --force --grace-period 0 --filename - <<YAML
apiVersion: v1
kind: Pod
metadata:
  name: reach-$NODE
  namespace: $PROBE_NAMESPACE
  labels: {app.kubernetes.io/managed-by: pulumi-kubeadm}
spec:
  nodeName: $NODE
  restartPolicy: Never
  # What nobody removed is no hindrance to a drain.
  activeDeadlineSeconds: 900
  terminationGracePeriodSeconds: 0
  automountServiceAccountToken: false
  enableServiceLinks: false
  tolerations: [{operator: Exists}]
  containers:
    - name: pause
      image: $(pause_image)
      imagePullPolicy: IfNotPresent
      securityContext: {allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, runAsNonRoot: true, runAsUser: 65535, capabilities: {drop: [ALL]}}
      readinessProbe: {tcpSocket: {host: $API_SERVICE, port: 443}, periodSeconds: 1, timeoutSeconds: 2}
YAML
}

# The stack names one for all nodes, and a control plane has it in its own configuration.
pause_image() { sed -nE '/^ *sandbox(_image)? = /{s/.*"(.*)".*/\1/p;q}' "$CONTAINERD_CONFIG"; }

remove_probe() { kubectl_admin --namespace "$PROBE_NAMESPACE" delete pod "reach-$NODE" --ignore-not-found --wait=false; }

# Far longer than a pod takes; a pod network that pulls its images may not.
wait_until_reached() {
  local state='no address' silent='' lost='' reasons
  if ! within 300 is_reached_or_lost; then
    reasons=$(unreached) || say "not all of it could be asked"
    remove_probe || say "the probe of $NODE stays"
    refuse "Node $NODE is Ready, and its pods are not reachable after 300 s ($state): see what hinders the pod network there, and run \`pulumi up\` again" <<<"$reasons"
  fi
  remove_probe
  [[ -z $lost ]] || refuse "the kubelet of Node $NODE says nothing any more: see whether its host runs. If a removal of $NODE was interrupted, its host has been reset: take it out of the stack file, run \`pulumi up\`, and add it then" </dev/null
}

# What was Ready when the wait began may have been so for want of news.
is_reached_or_lost() {
  if [[ $(ready status) != Unknown ]]; then
    silent=''
    is_reached
  else
    silent=${silent:-$SECONDS}
    ((SECONDS - silent >= SILENT_SECONDS)) && lost=yes
  fi
}

# `state` is what hinders it, for its caller.
is_reached() {
  local address ready
  IFS=/ read -r address ready < <(kubectl_admin --namespace "$PROBE_NAMESPACE" get pod "reach-$NODE" \
    -o 'jsonpath={.status.podIP}/{.status.conditions[?(@.type=="Ready")].status}') || true
  if [[ -z $address ]]; then
    state="a pod gets no address"
  elif [[ $ready != True ]]; then
    state="$NODE does not reach the Service of the API server, $API_SERVICE:443"
  elif ! comes_back "$address"; then
    state="$address, a pod on $NODE, does not answer the control plane $HOSTNAME"
  else
    return 0
  fi
  return 1
}

# A pod on which nothing listens refuses a connection at once; where the way is broken, nothing comes back.
comes_back() { # ADDRESS
  local answer
  answer=$(timeout 3 bash -c ": <>/dev/tcp/$1/9" 2>&1) || [[ $answer == *'Connection refused'* ]]
}

# What the API knows of it: the pod's events, pods of the Node that are not ready, and the last words of those that make its network.
unreached() {
  older_network || true
  warnings_of "$PROBE_NAMESPACE" "reach-$NODE" || true
  waiting_pods --all-namespaces --field-selector "spec.nodeName=$NODE" | cut -c -300
  local namespace pod
  while read -r namespace pod; do
    ask --namespace "$namespace" logs "$pod" --all-containers --tail 4 2>&1 | cut -c -300 | sed "s|^|$pod: |"
  done < <(ask get pods --all-namespaces --field-selector "spec.nodeName=$NODE" \
    -o 'jsonpath={range .items[?(@.spec.hostNetwork==true)]}{.metadata.namespace} {.metadata.name} {.metadata.ownerReferences[0].kind}{"\n"}{end}' |
    sed -n 's/ DaemonSet$//p')
}

# A Node that was deleted and registered anew has other addresses for its pods and nothing that says how to reach them: the pod
# network asks and writes that at its start. Of what it has made before, only a reboot takes all away.
older_network() {
  local registered pods
  registered=$(ask get node "$NODE" -o 'jsonpath={.metadata.creationTimestamp}')
  pods=$(ask get pods --all-namespaces --field-selector "spec.nodeName=$NODE" \
    -o 'jsonpath={range .items[?(@.spec.hostNetwork==true)]}{.status.containerStatuses[0].state.running.startedAt} {.metadata.name} {.metadata.ownerReferences[0].kind}{"\n"}{end}' |
    awk -v registered="$registered" '$3 == "DaemonSet" && $1 < registered {print $2}')
  [[ -z $pods ]] || echo "Node $NODE was registered anew at $registered, and runs ${pods//$'\n'/, } since before: a reboot of $NODE makes its pod network again"
}
