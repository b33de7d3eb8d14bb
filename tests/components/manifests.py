"""A manifest with the objects that flannel's has, as small as they can be."""

FLANNEL = b"""\
apiVersion: apps/v1
kind: DaemonSet
metadata: {name: kube-flannel-ds, namespace: kube-flannel}
spec:
  template:
    metadata: {labels: {app: flannel}}
    spec:
      initContainers:
        - name: install-cni-plugin
          image: ghcr.io/flannel-io/flannel-cni-plugin:v1
        - name: install-cni
          image: ghcr.io/flannel-io/flannel:v1
          command: [cp]
          args: [-f, /etc/kube-flannel/cni-conf.json, /etc/cni/net.d/10-flannel.conflist]
          volumeMounts: [{name: cni, mountPath: /etc/cni/net.d}, {name: flannel-cfg, mountPath: /etc/kube-flannel/}]
      containers:
        - name: kube-flannel
          image: ghcr.io/flannel-io/flannel:v1
          args: [--ip-masq, --kube-subnet-mgr]
          volumeMounts: [{name: run, mountPath: /run/flannel}, {name: flannel-cfg, mountPath: /etc/kube-flannel/}]
---
apiVersion: v1
kind: Namespace
metadata: {name: kube-flannel}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: kube-flannel-cfg, namespace: kube-flannel}
data:
  cni-conf.json: "{}"
  net-conf.json: '{"Network": "10.244.0.0/16", "EnableNFTables": false, "Backend": {"Type": "vxlan"}}'
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: flannel}
rules: []
"""
