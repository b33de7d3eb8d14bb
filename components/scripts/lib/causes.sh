# Why a step failed, where the logs of this host say it beyond doubt: the well-known causes, each with what to do and the lines that prove it.
# shellcheck shell=bash

CAUSES_SHOWN=3
LINES_SHOWN=2
PULL='(failed to pull|failed to resolve|pulling image|ErrImagePull).*'

# In the order in which one leads to the next: a line proves the first cause it matches and no other. `likely` is said only when
# nothing surer is known and no other is likely. ^log: is the end of the step's own log.
causes() {
  cause sure 'disk full' '[Nn]o space left on device|enough free space in|must evict pod\(s\) to reclaim.*(ephemeral-storage|nodefs|imagefs|inodes)' \
    'a file system of this host has no space or no inodes left: see df -h and df -i there, and make room'
  cause sure 'clock or expired certificate' 'x509: certificate has expired or is not yet valid|is not valid yet \(invalid for another' \
    "a certificate or a package list is not valid at this host's time: compare its clock (timedatectl) with the others', and renew the certificate only if the clocks agree"
  cause sure 'package sources' '^log.*(Conflicting values set for option Signed-By|The list of sources could not be read|Config error: Parsing file)' \
    'the package manager of this host cannot read the list of its repositories, so it does nothing at all: take out what the line names; a repository that is there twice must have one key'
  cause sure 'newer package' '^log.*Packages were downgraded and -y was used without --allow-downgrades' \
    'a package is on this host in a newer version than the stack names, and only a kubelet that was never in a cluster is taken back: name that version in the stack, or remove the package'
  cause sure 'swap on' 'running with swap on is not supported' \
    'the kubelet refuses to run with swap: set swap: "off" in the stack, or kubelet.failSwapOn: false where it is to stay'
  cause sure 'cgroup v1' 'configured to not run on a host using cgroup v1|\[ERROR SystemVerification\]: cgroups v1 support' \
    'this Kubernetes version refuses cgroup v1: boot the host with cgroup v2 (systemd.unified_cgroup_hierarchy=1, or a newer system)'
  cause sure 'cgroup driver' 'expected cgroupsPath to be of format' \
    'containerd manages cgroups through systemd and the kubelet does not: set cgroupDriver: systemd for the kubelet'
  if drivers_differ; then
    cause sure 'cgroup driver' '(back-off [0-9ms]+ restarting failed container|Pod sandbox changed, it will be killed)' \
      "the kubelet manages cgroups through systemd and containerd does not, so containers are killed over and over: set SystemdCgroup = true for runc in containerd's configuration, and restart containerd"
  fi
  cause sure 'pause image' 'failed to get sandbox image' \
    "containerd cannot pull the pause image, without which no pod starts: its sandbox_image must name one that the host's registry or mirror has; the lines say which it wants and why it fails"
  cause sure 'registry name' "${PULL}dial tcp: lookup " \
    "the registry's name cannot be resolved on this host: check the name and /etc/resolv.conf; if a mirror stands in, it is down or lacks the image, for only then is the registry itself asked"
  cause sure 'registry certificate' "${PULL}(x509: |tls: failed to verify|server gave HTTP response to HTTPS client)" \
    "containerd does not trust the registry's certificate, or it speaks no TLS: give the registry or mirror its CA, or http:// as its address"
  cause sure 'registry credentials' "${PULL}(401 Unauthorized|403 Forbidden|pull access denied|insufficient_scope|authorization failed)" \
    "the registry refuses to serve the image: check the user and password of the registry or mirror in the stack, and that the image's name is right"
  cause sure 'image not found' "${PULL}(: not found|manifest unknown|404 Not Found)" \
    'the registry does not have the image: check its name and tag, the image repository, and that the mirror is complete'
  cause sure 'registry unreachable' "${PULL}(connection refused|no route to host|network is unreachable|connection timed out|i/o timeout|TLS handshake timeout|Client.Timeout exceeded|context deadline exceeded)" \
    'the registry does not answer this host: check its address, the route, firewall and proxy, or name a mirror that can be reached'
  cause sure 'address not on this host' "bind: cannot assign requested address|failed to validate nodeIP: .*not found in the host's network interfaces" \
    "the address in the stack is on no device of this host: compare the host's address with ip address there"
  cause sure 'port in use' '\[ERROR Port-[0-9]+\]|bind: address already in use' \
    'another process has a port that Kubernetes needs: find it with ss -ltnp on this host, and stop it or give it another port'
  cause sure 'kubelet configuration' 'failed to parse kubelet flag|failed to validate kubelet (flags|configuration)|failed to set feature gates|failed to load kubelet config file' \
    'the kubelet does not start because of a flag, field or value of its configuration: take it out of the stack, or correct it; the lines name it'
  cause sure 'data of etcd gone' '/var/lib/pulumi-kubeadm/etcd-member( is not a file|.*: file exists)' \
    "the data of this host's member of etcd are gone, and without them it does not start: name the host dead, run up, then raise its generation; or restore a snapshot (docs/etcd.md)"
  cause sure 'Node of this name' 'a Node with name "[^"]*" and status "Ready" already exists in the cluster' \
    'a Node of this name is Ready in the cluster: where this host was reset a moment ago, as by a removal that was interrupted, it is so for want of news: run up again in a minute; else another machine has the name'
  cause likely 'etcd member not started' '^log: .*(error execution phase [^ ]*etcd|error creating local etcd).*(can only promote a learner member|etcd member [0-9a-f]+ is not started|not enough started members|too many learner members|etcdserver: unhealthy cluster)' \
    "the new etcd member did not start or did not catch up, so it has no vote: look at the container of etcd on this host, and whether port 2380 is open between all control planes"
  cause likely 'API endpoint unreachable' '^log: .*("https://[^"]*": |Unable to connect to the server: )(dial tcp |EOF|net/http: |context deadline exceeded)|^log: The connection to the server [^ ]+ was refused' \
    "the cluster's API does not answer this host at the address in the line: check that a control plane or load balancer has it (VIP, haproxy, kube-vip), and the firewall"
}

# Names what it finds; says nothing where nothing is certain.
explain() {
  [[ -n $LOG ]] || return 0
  # In variables, not in files: the disk may be what is full.
  local EVIDENCE SURE=() LIKELY=()
  EVIDENCE=$(evidence)
  causes
  if ((${#SURE[@]} > 0)); then
    printf '%s\n' "${SURE[@]:0:CAUSES_SHOWN}"
  elif ((${#LIKELY[@]} == 1)); then
    printf '%s\n' "${LIKELY[0]}"
  fi
}

cause() { # sure|likely NAME PATTERN SENTENCE
  local proof found
  proof=$(printf '%s\n' "$EVIDENCE" | grep -E -- "$3") || return 0
  EVIDENCE=$(printf '%s\n' "$EVIDENCE" | grep -vE -- "$3")
  found="  cause: $2: $4"$'\n'$(printf '%s\n' "$proof" | tail -n "$LINES_SHOWN" | cut -c -800 | sed 's/^/    /')
  if [[ $1 == sure ]]; then SURE+=("$found"); else LIKELY+=("$found"); fi
}

# The step's log, and what kubelet, containerd and the control plane of this host said in the last two minutes of it: what was
# overcome before is no cause. A step about another Node has its own log only.
evidence() {
  local window=$((SECONDS - BEGAN + 1)) unit component
  tail -n 400 "$LOG" | head -n -20 | without_noise | sed 's/^/log, earlier: /'
  tail -n 20 "$LOG" | without_noise | sed 's/^/log: /'
  [[ $SCOPE == host ]] || return 0
  ((window < 120)) || window=120
  for unit in kubelet containerd; do
    timeout 10 journalctl -u "$unit" --since="-${window}s" -n 400 -o cat --no-pager | without_other_pods | without_noise | sed "s/^/$unit: /"
  done
  for component in "${COMPONENTS[@]}"; do
    if [[ -e $MANIFESTS/$component.yaml ]] && ! component_healthy "$component"; then
      container_log "$component" | without_noise | sed "s/^/$component: /"
    fi
  done
}

# What healthy hosts say too: a kubelet before its configuration is there, kernel limits with the words of a full disk, warnings,
# and kubeadm's list of what is not up, whatever the reason.
without_noise() {
  grep -vE 'config\.yaml.*no such file or directory|inotify|/sys/fs/cgroup|Unable to authenticate the request|\[WARNING |check failed at http'
}

# A user's pod whose image is missing fails no step.
without_other_pods() {
  local own='kube-system\/(etcd|kube-apiserver|kube-controller-manager|kube-scheduler|kube-vip|kube-proxy)-'
  sed -E -e "/ pod=\"/{/ pod=\"$own/!d}" -e '/ image="|PullImage/d' -e '/PodSandboxMetadata\{Name:/{/Name:(etcd|kube-)[^}]*Namespace:kube-system/!d}'
}

# No log says this. From containerd 2.0 on the kubelet asks it, and with cgroup v1 containers outlive it.
drivers_differ() {
  local runtime
  [[ $(stat -fc %T /sys/fs/cgroup) == cgroup2fs ]] && grep -qs '^cgroupDriver: systemd' /var/lib/kubelet/config.yaml &&
    timeout 10 crictl version | grep -qE '^RuntimeVersion: +v?1\.' && runtime=$(timeout 10 crictl info) &&
    [[ $runtime == *runtimes* && $runtime != *'"SystemdCgroup": true'* ]]
}
