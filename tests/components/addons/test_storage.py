"""local-path: what is changed in its manifest, and what is left as published."""

import json

import pytest
import yaml

from components.addons.manifest import ManifestError
from tests.components.addons.making import found, made, rendered
from tests.golden_files import Golden

LOCAL_PATH = b"""\
apiVersion: apps/v1
kind: Deployment
metadata: {name: local-path-provisioner, namespace: local-path-storage}
spec:
  template:
    metadata: {labels: {app: local-path-provisioner}}
    spec:
      containers:
        - name: local-path-provisioner
          image: rancher/local-path-provisioner:v0.0.30
---
apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata: {name: local-path}
provisioner: rancher.io/local-path
reclaimPolicy: Delete
---
apiVersion: v1
kind: ConfigMap
metadata: {name: local-path-config, namespace: local-path-storage}
data:
  config.json: '{"nodePathMap": []}'
  setup: mkdir
  teardown: rm
  helperPod.yaml: |
    apiVersion: v1
    kind: Pod
    metadata: {name: helper-pod}
    spec:
      containers:
        - {name: helper-pod, image: busybox}
"""


def local_path(manifest: bytes = LOCAL_PATH, **settings):
    return made("localPath", {"manifest": manifest}, **settings)


def test_these_objects_are_applied(golden: Golden):
    golden.check("addons/localPath", rendered(local_path(default=True)))


def test_the_stack_chooses_directory_helper_and_class():
    addon = local_path(path="/srv/volumes", helperImage="registry.example.com/busybox:1", reclaimPolicy="Retain")
    data = found(addon, "ConfigMap")["data"]
    assert json.loads(data["config.json"])["nodePathMap"][0]["paths"] == ["/srv/volumes"]
    assert yaml.safe_load(data["helperPod.yaml"])["spec"]["containers"][0]["image"] == "registry.example.com/busybox:1"
    assert (data["setup"], data["teardown"]) == ("mkdir", "rm")
    storage = found(addon, "StorageClass")
    assert storage["reclaimPolicy"] == "Retain"
    assert storage["metadata"]["annotations"]["storageclass.kubernetes.io/is-default-class"] == "false"


def test_a_changed_configuration_rolls_the_provisioner():
    """It reads the helper's pod only when it starts."""
    one, other = (found(local_path(helperImage=image), "Deployment")["spec"]["template"] for image in ("busybox:1", "busybox:2"))
    assert one != other


def test_another_manifest_is_refused():
    with pytest.raises(ManifestError, match="no StorageClass local-path"):
        local_path(LOCAL_PATH.replace(b"name: local-path}", b"name: other}"))
