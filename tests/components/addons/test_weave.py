"""Weave: the cluster's pod network, images of one version, and a password that only a Secret has."""

import base64
import json

import pulumi
import pytest

from components import Secrets, config
from tests.components.addons.making import cluster, found, made, rendered
from tests.components.graph import bare_cluster, build
from tests.core.config.documents import small
from tests.golden_files import Golden

WEAVE = b"""\
apiVersion: v1
kind: List
items:
  - apiVersion: apps/v1
    kind: DaemonSet
    metadata: {name: weave-net, namespace: kube-system}
    spec:
      template:
        metadata: {labels: {name: weave-net}}
        spec:
          initContainers:
            - {name: weave-init, image: "rajchaudhuri/weave-kube:latest", imagePullPolicy: Always, env: null}
          containers:
            - name: weave
              image: rajchaudhuri/weave-kube:latest
              imagePullPolicy: Always
              env: [{name: INIT_CONTAINER, value: "true"}]
            - {name: weave-npc, image: "rajchaudhuri/weave-npc:latest", imagePullPolicy: Always}
"""


def weave(**settings):
    return made("weave", {"manifest": WEAVE}, **settings)


def test_these_objects_are_applied(golden: Golden):
    golden.check("addons/weave", rendered(weave(mtu=1400, encrypted=True)))


def test_every_image_is_of_the_version():
    assert weave().images() == ("docker.io/rajchaudhuri/weave-kube:2.9.0", "docker.io/rajchaudhuri/weave-npc:2.9.0")


def test_pods_get_addresses_of_the_clusters_range():
    """Weave has a range of its own otherwise, and kube-proxy would take its pods for strangers."""
    main = next(each for each in found(weave(), "DaemonSet")["spec"]["template"]["spec"]["containers"] if each["name"] == "weave")
    assert {"name": "IPALLOC_RANGE", "value": "10.244.0.0/16"} in main["env"]


def test_the_password_stands_in_a_secret_alone():
    addon = weave(encrypted=True)
    secrets = {"weavePassword": "open sesame"}
    graph = build(lambda: bare_cluster(cluster(), Secrets(addons={k: pulumi.Output.secret(v) for k, v in secrets.items()}), addons=[addon]))
    made_secret = graph["weave/Secret/kube-system/weave-password"].inputs["data"]
    assert "password" in made_secret
    shown = json.dumps(graph["weave/DaemonSet/kube-system/weave-net"].inputs, default=str)
    assert "open sesame" not in shown
    assert base64.b64encode(b"open sesame").decode() not in shown


@pytest.mark.parametrize(("encrypted", "missing"), [(True, True), (False, False)])
def test_encryption_without_a_password_is_refused(encrypted: bool, missing: bool):
    document = {**small(), "addons": {"weave": {"encrypted": encrypted}}}

    def program() -> None:
        pulumi.runtime.set_all_config({"kubeadm:cluster": json.dumps(document)})
        config.load(pulumi.Config("kubeadm"))

    if not missing:
        build(program)
        return
    with pytest.raises(pulumi.RunError, match=r"kubeadm:weavePassword: .*pulumi config set --secret kubeadm:weavePassword"):
        build(program)
