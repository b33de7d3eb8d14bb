#!/usr/bin/env bash
# Another minor of the kubelet knows an unchanged static pod by another UID, so exchanging the kubelet of a control plane ends etcd, the API
# server, the controller manager and the scheduler at once and starts them anew. The UID is a hash of the pod that was read from the file
# and of the file's path, and each new field of the API's types is hashed with it, set or not. For ordinary pods, whose UIDs come from the
# API, nothing changes.
#
# Seen with k8s.io/kubernetes 1.35.4 and 1.36.3, the same file on the same node (the first digits; they depend on the path):
#   1.35.4: 2a0909a1
#   1.36.3: 619127ac
# On a real control plane all four static pods had new sandboxes within two seconds of the start of the newer kubelet.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cat >"$work/pod.yaml" <<'POD'
apiVersion: v1
kind: Pod
metadata: {name: server, namespace: kube-system}
spec:
  hostNetwork: true
  containers: [{name: server, image: "registry.example.org/server:1"}]
POD

# The UID that the kubelet's own reader of static pods gives to the file.
uid() { # VERSION ARGUMENTS-OF-NewPodConfig
  local module=$work/$1 sources staging
  mkdir "$module"
  cat >"$module/main.go" <<PROGRAM
package main

import (
	"context"
	"fmt"
	"os"
	"time"

	v1 "k8s.io/api/core/v1"
	"k8s.io/client-go/tools/record"
	"k8s.io/klog/v2"
	"k8s.io/kubernetes/pkg/kubelet/config"
)

type observer struct{}

func (observer) ObservedPodOnWatch(*v1.Pod, time.Time) {}

func main() {
	pods := config.NewPodConfig($2record.NewFakeRecorder(9), observer{})
	config.NewSourceFile(klog.Background(), os.Args[1], "node", time.Second, pods.Channel(context.Background(), "file"))
	for update := range pods.Updates() {
		for _, pod := range update.Pods {
			fmt.Println(pod.UID)
			return
		}
	}
}
PROGRAM
  (
    cd "$module"
    go mod init static >/dev/null 2>&1
    go mod edit -require "k8s.io/kubernetes@v$1"
    sources=$(go mod download -json "k8s.io/kubernetes@v$1" | sed -n 's/^\t"GoMod": "\(.*\)",/\1/p')
    while read -r staging; do
      go mod edit -replace "$staging=$staging@v0.${1#*.}"
    done < <(sed -nE 's|^\t(k8s.io/[a-z-]+) => ./staging/.*|\1|p' "$sources")
    go mod tidy >/dev/null 2>&1
    go run . "$work/pod.yaml"
  )
}

before=$(uid 1.35.4 "config.PodConfigNotificationIncremental, ")
after=$(uid 1.36.3 "")
printf '1.35.4: %s\n1.36.3: %s\n' "${before:0:8}" "${after:0:8}"
[[ -n $before && -n $after && $before != "$after" ]]
