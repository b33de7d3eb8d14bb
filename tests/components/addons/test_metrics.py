"""The approver and metrics-server: who is approved, and that nothing is taken on trust."""

import re
from dataclasses import replace

import pytest

from components import Secrets
from components.core.config.model import ClusterSpec
from components.core.render.kubelet import kubelet_configuration
from tests.components.addons.making import cluster, container, found, made, rendered
from tests.components.graph import Secret, bare_cluster, build
from tests.core.samples import FULL, SMALL
from tests.golden_files import Golden


@pytest.mark.parametrize("name", ["kubeletCsrApprover", "metricsServer"])
def test_these_objects_are_applied(name: str, golden: Golden):
    golden.check(f"addons/{name}", rendered(made(name)))


def environment(addon) -> dict[str, str]:
    return {each["name"]: each["value"] for each in container(addon)["env"]}


def test_only_nodes_of_the_stack_are_approved_by_name_and_address():
    given = environment(made("kubeletCsrApprover"))
    names = re.compile(given["PROVIDER_REGEX"])
    assert all(names.fullmatch(name) for name in ("cp-1", "w-1", "w-2"))
    assert not any(names.search(name) for name in ("w-3", "w-11", "cp-1.evil", "xcp-1"))
    assert given["PROVIDER_IP_PREFIXES"] == "10.0.0.10/32,10.0.0.20/32,10.0.0.21/32"


def test_a_dot_in_the_name_of_a_node_is_a_dot():
    """Any other character there would let a host of another name have a certificate."""

    def with_a_domain(spec: ClusterSpec) -> ClusterSpec:
        [first] = spec.control_plane.hosts
        return replace(spec, control_plane=replace(spec.control_plane, hosts=(replace(first, name="cp-1.dc1.example.com"),)))

    names = re.compile(environment(made("kubeletCsrApprover", change=with_a_domain))["PROVIDER_REGEX"])
    assert names.search("cp-1.dc1.example.com")
    assert not any(names.search(name) for name in ("cp-1xdc1.example.com", "cp-1.dc1xexample.com", "cp-1"))


def test_kubelets_ask_for_certificates_only_where_somebody_approves_them():
    assert "serverTLSBootstrap" not in kubelet_configuration(SMALL)
    assert kubelet_configuration(cluster(kubeletCsrApprover={}))["serverTLSBootstrap"] is True
    refusing = replace(cluster(kubeletCsrApprover={}), kubelet={"serverTLSBootstrap": False})
    assert kubelet_configuration(refusing)["serverTLSBootstrap"] is False


def test_metrics_server_verifies_kubelets_and_is_verified():
    """The manifests of its releases skip both; whoever is between could then read tokens and invent loads."""
    graph = build(lambda: bare_cluster(cluster(kubeletCsrApprover={}, metricsServer={}), Secrets()))
    service = graph["metricsServer/APIService/v1beta1.metrics.k8s.io"]
    secret = graph["metricsServer/Secret/kube-system/metrics-server-serving"]
    assert Secret(service.inputs["spec"]["caBundle"]) == secret.inputs["data"]["tls.crt"]
    assert "insecureSkipTLSVerify" not in service.inputs["spec"]
    arguments = container(made("metricsServer"))["args"]
    assert "--kubelet-certificate-authority=/var/run/secrets/kubernetes.io/serviceaccount/ca.crt" in arguments
    assert not any("insecure" in argument for argument in arguments)
    assert graph["metricsServer-serving-cert"].inputs["dnsNames"] == ["metrics-server.kube-system.svc"]


def test_metrics_server_comes_after_the_approver_has_rolled_out():
    graph = build(lambda: bare_cluster(cluster(kubeletCsrApprover={}, metricsServer={}), Secrets()))
    assert (
        "kubeletCsrApprover/Deployment/kube-system/kubelet-csr-approver"
        in graph["metricsServer/ServiceAccount/kube-system/metrics-server"].waits_for
    )
    assert "metricsServer/Deployment/kube-system/metrics-server" in graph["metricsServer/APIService/v1beta1.metrics.k8s.io"].waits_for


def test_several_control_planes_have_two_approvers():
    spec = replace(FULL, addons=cluster(kubeletCsrApprover={}).addons)
    graph = build(lambda: bare_cluster(spec, Secrets()))
    assert graph["kubeletCsrApprover/Deployment/kube-system/kubelet-csr-approver"].inputs["spec"]["replicas"] == 2
    assert found(made("kubeletCsrApprover"), "Deployment")["spec"]["replicas"] == 1
