"""flannel: which interface it takes on each host, and when a Node becomes Ready with it."""

from collections.abc import Callable
from dataclasses import replace
from ipaddress import IPv4Address
from typing import Any

import pytest

from components.addons import Addon
from components.addons.manifest import ManifestError
from components.core.config.model import ClusterSpec
from tests.components.addons.making import container, found, made
from tests.components.manifests import FLANNEL


def flannel(change: Callable[[ClusterSpec], ClusterSpec] = lambda spec: spec, manifest: bytes = FLANNEL) -> Addon:
    return made("flannel", {"manifest": manifest}, change)


def daemon(addon: Addon) -> dict[str, Any]:
    return dict(container(addon, "DaemonSet"))


def with_another_card(spec: ClusterSpec) -> ClusterSpec:
    [pool] = spec.worker_pools
    first, second = pool.hosts
    odd = replace(second, pod_network_address=IPv4Address("172.16.0.9"))
    return replace(spec, worker_pools=(replace(pool, hosts=(first, odd)),))


def test_it_takes_the_interface_that_has_the_nodes_address():
    """With the default route on another network, packets of pods would go there, and come from nobody that others know."""
    made = daemon(flannel())
    assert made["args"] == ["--ip-masq", "--kube-subnet-mgr", "--iface=$(NODE_IP)"]
    assert {"name": "NODE_IP", "valueFrom": {"fieldRef": {"fieldPath": "status.hostIP"}}} in made["env"]


def test_it_asks_the_api_where_the_kubelet_does():
    """It may start before kube-proxy; without a way to the API's Service it would give up after half a minute."""
    settings = {each["name"]: each.get("value") for each in daemon(flannel())["env"]}
    assert (settings["KUBERNETES_SERVICE_HOST"], settings["KUBERNETES_SERVICE_PORT"]) == ("10.0.0.10", "6443")


def test_it_takes_another_address_of_a_host_that_has_one_for_pods():
    """No other host has it, and flannel takes the first of its list that is there."""
    assert daemon(flannel(with_another_card))["args"][2:] == ["--iface=172.16.0.9", "--iface=$(NODE_IP)"]


def test_a_node_is_ready_only_when_its_pods_can_have_addresses():
    """Before, CoreDNS comes too early, fails, and is tried again by the kubelet 10 to 15 s later."""
    addon = flannel()
    pod = found(addon, "DaemonSet")["spec"]["template"]["spec"]
    assert [each["name"] for each in pod["initContainers"]] == ["install-cni-plugin"]
    command = daemon(addon)["lifecycle"]["postStart"]["exec"]["command"]
    assert "/run/flannel/subnet.env" in command[2]
    assert command[4:] == ["cp", "-f", "/etc/kube-flannel/cni-conf.json", "/etc/cni/net.d/10-flannel.conflist"]
    assert {each["name"]: each["mountPath"] for each in daemon(addon)["volumeMounts"]} == {
        "run": "/run/flannel",
        "flannel-cfg": "/etc/kube-flannel/",
        "cni": "/etc/cni/net.d",
    }


@pytest.mark.parametrize("name", ["install-cni", "kube-flannel"])
def test_a_manifest_without_a_container_that_is_known_is_refused(name: str):
    other = FLANNEL.replace(f"- name: {name}\n".encode(), b"- name: other\n")
    with pytest.raises(ManifestError, match=f"no container {name}"):
        flannel(manifest=other)
