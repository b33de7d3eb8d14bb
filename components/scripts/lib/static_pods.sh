# The static pods of a control plane: changed one at a time, each waited for, and put back if it does not come up.
# shellcheck shell=bash

need etcd/changes lease manifests

# Manifests as the configuration wants them, beside the live ones.
render_manifests() { # CONFIG_FILE DIRECTORY
  mkdir -p "$2"
  KUBEADM_INIT_DRYRUN_DIR=$2 kubeadm init phase control-plane all --config "$1" --dry-run
  if [[ -e $MANIFESTS/etcd.yaml ]]; then
    # It prints the file besides writing it.
    KUBEADM_INIT_DRYRUN_DIR=$2 kubeadm init phase etcd local --config "$1" --dry-run >/dev/null
    keep_initial_cluster "$2/etcd.yaml"
  fi
}

# etcd reads these once, at its first start; rendered alone, a member would be described as the only one.
keep_initial_cluster() { # FILE
  grep -E -- '- --initial-cluster(-state)?=' "$MANIFESTS/etcd.yaml" >"$RUN/initial-cluster"
  sed -i -e '/- --initial-cluster-state=/d' -e "/- --initial-cluster=/{r $RUN/initial-cluster" -e 'd}' "$1"
}

update_manifests() { # DIRECTORY
  local component
  for component in "${COMPONENTS[@]}"; do
    # With etcd elsewhere there is none here.
    [[ -e $MANIFESTS/$component.yaml ]] || continue
    forget_untouched_manifest "$component"
    if [[ -e $1/$component.yaml ]] && { [[ -d $STATE/manifests/$component ]] || ! cmp -s "$1/$component.yaml" "$MANIFESTS/$component.yaml"; }; then
      replace_manifest "$component" "$1/$component.yaml"
      did "$component changed"
    fi
    wait_for 180 "a healthy $component" component_healthy "$component"
  done
}

replace_manifest() { # COMPONENT FILE
  local kept=$STATE/manifests/$1 old log
  hold_lease
  [[ $1 != etcd ]] || wait_for_the_others
  say "replacing the manifest of $1"
  keep_manifest "$1"
  old=$(<"$kept/container")
  # A run that was killed may have done so, and left what comes of it to this one.
  if ! cmp -s "$2" "$MANIFESTS/$1.yaml"; then
    install_manifest "$1" "$2"
    case $1 in
      kube-apiserver) end_watches "${old%%$'\n'*}" ;;
      etcd) end_hanging_requests "${old%%$'\n'*}" ;;
    esac
  fi
  if ! within 180 decided "$1" "$old" || ! within 5 component_healthy "$1"; then
    # Left as it is, a bad argument would take the API server with it that the next change needs.
    log=$(container_log "$1" || true)
    install_manifest "$1" "$kept/manifest.yaml"
    within 180 component_healthy "$1" || say "$1 is not healthy with its old manifest either"
    rm -r "$kept"
    refuse "$1 on $NODE does not run with its new settings, so it was put back: change what it complains of" <<<"$log"
  fi
  rm -r "$kept"
}

# The live manifest and the containers that are there with it, until the new one is known to run.
keep_manifest() { # COMPONENT
  local kept=$STATE/manifests/$1
  [[ ! -d $kept ]] || return 0
  rm -rf "$kept.new"
  install -d -m 0700 "$kept.new"
  cp -p "$MANIFESTS/$1.yaml" "$kept.new/manifest.yaml"
  put_output "$kept.new/container" containers_of "$1"
  persist_tree "$kept.new"
  mv "$kept.new" "$kept"
}

# A run that was killed before it changed anything.
forget_untouched_manifest() { # COMPONENT
  ! cmp -s "$STATE/manifests/$1/manifest.yaml" "$MANIFESTS/$1.yaml" || rm -r "$STATE/manifests/$1"
}

# An API server that is told to end answers what it has been asked and listens no more, but keeps its watches, and with them
# the next one from starting, until the kubelet's patience of 30 s is over: half a minute without an API server for nothing.
end_watches() { # CONTAINER
  within 40 api_port_closed || return 0
  sleep 3
  crictl stop --timeout 0 "$1" || say "it has ended by itself"
}

# Without its etcd the API server lets every request hang for half a minute, also those that the kubelet makes before it starts
# the new etcd. One that is starting refuses them at once.
end_hanging_requests() { # ETCD_CONTAINER
  within 40 has_ended "$1" || return 0
  crictl stop --timeout 0 "$(container_of kube-apiserver)" || say "the API server has ended by itself"
}

has_ended() { [[ -z $(crictl ps --quiet --id "$1") ]]; } # CONTAINER

api_port_closed() { ! (exec 3<>"/dev/tcp/$ADDRESS/$API_PORT") 2>/dev/null; }

# A new container is healthy, or has been started so often that it never will be.
decided() { # COMPONENT OLD_CONTAINERS
  local now
  now=$(container_of "$1") || return 1
  [[ -n $now && $'\n'$2$'\n' != *$'\n'$now$'\n'* ]] || return 1
  component_healthy "$1" || [[ $(attempts "$now") -ge 2 ]]
}

attempts() { # CONTAINER
  crictl ps --all --id "$1" --output yaml | sed -n 's/^ *attempt: //p'
}

# Another minor of the kubelet may know the same manifests by other UIDs (they are hashes of what it has read), and then starts all of them
# anew, etcd and the API server at once.
wait_for_static_pods() {
  local component
  wait_for 180 "the static pods of the kubelet that was restarted" runs_its_static_pods
  for component in "${COMPONENTS[@]}"; do
    [[ ! -e $MANIFESTS/$component.yaml ]] || wait_for 180 "a healthy $component" component_healthy "$component"
  done
  wait_for_controllers
}

# What the kubelet wants to run, as it says itself, is what runs.
runs_its_static_pods() {
  local wanted component
  wanted=$(kubectl --kubeconfig "$ADMIN_CONF" --request-timeout 10s get --raw "/api/v1/nodes/$NODE/proxy/pods") || return 1
  for component in "${COMPONENTS[@]}"; do
    [[ -e $MANIFESTS/$component.yaml ]] || continue
    [[ $wanted =~ \"name\":\"$component-$NODE\",\"namespace\":\"kube-system\",\"uid\":\"([^\"]+)\" && $(uid_of "$component") == "${BASH_REMATCH[1]}" ]] || return 1
  done
}

# Of the pod whose container of this name runs.
uid_of() { # COMPONENT
  crictl ps --state running --label "io.kubernetes.container.name=$1" --output yaml | sed -n 's/^ *io\.kubernetes\.pod\.uid: *//p'
}

# A healthy controller manager waits for the lease of the one that ended, up to 15 s. While none leads, Services go on sending requests to
# pods that were evicted, and no other pods come.
wait_for_controllers() {
  local lease seen=''
  wait_for 90 "a controller manager that leads" controllers_lease_renewed
}

# For `lease` and `seen` see the caller.
controllers_lease_renewed() {
  lease=$(kubectl --kubeconfig "$ADMIN_CONF" --request-timeout 5s --namespace kube-system get lease kube-controller-manager -o 'jsonpath={.spec.renewTime}') || return 1
  seen=${seen:-$lease}
  [[ $lease != "$seen" ]]
}
