"""Certificates of kubelets, figures of pods and what autoscalers make of them, and volumes of a node, in one cluster."""

import json
import re

import pytest

from lab.settings import Settings
from tests.e2e import demo_app
from tests.e2e.addon_clusters import cluster_with, published
from tests.e2e.hosts import LabHost, eventually
from tests.e2e.kubernetes import Kubectl
from tests.e2e.serving import authority, kubelet_proves_itself, signing_request
from tests.e2e.stack import Stack
from tests.lab_machine import lab

pytestmark = pytest.mark.timeout(1500)
MINUTES = 4
HOSTS = 3
NODES = {1: "cp-1", 2: "worker-2", 3: "worker-3"}
METRICS = {"kubeletCsrApprover": {}, "metricsServer": {"version": "v0.8.0"}}
UPGRADED = {"kubeletCsrApprover": {}, "metricsServer": {"version": "v0.9.0"}}
SCALER = """\
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: web}
spec:
  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}
  minReplicas: 1
  maxReplicas: 3
  metrics:
    - type: Resource
      resource: {name: cpu, target: {type: Utilization, averageUtilization: 50}}
"""
WRITER = """\
apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: kept}
spec:
  accessModes: [ReadWriteOnce]
  resources: {requests: {storage: 16Mi}}
---
apiVersion: batch/v1
kind: Job
metadata: {name: writer}
spec:
  backoffLimit: 0
  template:
    spec:
      restartPolicy: Never
      containers:
        - name: writer
          image: registry.k8s.io/e2e-test-images/agnhost:2.63.0
          command: [sh, -c, "echo written > /volume/file"]
          volumeMounts: [{name: volume, mountPath: /volume}]
      volumes:
        - name: volume
          persistentVolumeClaim: {claimName: kept}
"""


@pytest.fixture(scope="module")
def local_path(settings: Settings) -> dict:
    return {"localPath": {"default": True, "manifest": published(settings, "local-path-storage.yaml")}}


@pytest.fixture(scope="module")
def built(stack: Stack, settings: Settings, hosts: dict[int, LabHost], local_path: dict) -> str:
    """The cluster with its addons; what `up` printed."""
    lab("addons", "kubelet-csr-approver", "metrics-server", "metrics-server-0.8", "local-path")
    stack.write(cluster_with(settings, METRICS | local_path))
    return stack.up().ok().output


@pytest.fixture(scope="module")
def kubectl(built: str, stack: Stack, environment: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Kubectl:
    return Kubectl(stack.outputs()["kubeconfig"], tmp_path_factory.mktemp("kubectl"), environment)


def test_kubelets_have_certificates_of_the_clusters_ca(kubectl: Kubectl, stack: Stack, hosts: dict[int, LabHost]):
    ca = authority(stack.outputs()["kubeconfig"])
    for host in hosts.values():
        eventually(lambda host=host: kubelet_proves_itself(host.address, ca), f"a certificate of the CA at {host.address}")


@pytest.mark.parametrize(("dns", "owner"), [("worker-2", "10.0.0.99"), ("web.example.com", "")], ids=["foreign address", "foreign name"])
def test_a_node_gets_no_certificate_for_others(kubectl: Kubectl, hosts: dict[int, LabHost], dns: str, owner: str):
    """A node that was broken into must not be able to stand in for something else."""
    name = f"forged-{dns.replace('.', '-')}"
    request = signing_request(name, "worker-2", dns, owner or hosts[2].address)
    node = ("--as=system:node:worker-2", "--as-group=system:nodes", "--as-group=system:authenticated")
    kubectl(*node, "create", "-f", "-", stdin=request)
    honest = signing_request(f"honest-{name}", "worker-2", "worker-2", hosts[2].address)
    kubectl(*node, "create", "-f", "-", stdin=honest)
    eventually(lambda: bool(kubectl.get("csr", f"honest-{name}")["status"].get("certificate")), "the certificate of an honest request")
    assert not kubectl.get("csr", name)["status"].get("conditions")


def figures(kubectl: Kubectl) -> set[str]:
    """The nodes that there are figures of."""
    return {item["metadata"]["name"] for item in json.loads(kubectl("get", "--raw", "/apis/metrics.k8s.io/v1beta1/nodes"))["items"]}


def test_every_node_and_pod_has_figures(kubectl: Kubectl):
    eventually(lambda: figures(kubectl) == set(NODES.values()), "figures of every node", 90)
    assert "metrics-server" in kubectl("top", "pods", "-n", "kube-system")


def test_another_version_is_one_change_in_the_preview_and_measures_on(kubectl: Kubectl, stack: Stack, settings: Settings, local_path: dict):
    stack.write(cluster_with(settings, UPGRADED | local_path))
    assert [(step.op, step.name) for step in stack.preview()] == [("update", "metricsServer/Deployment/kube-system/metrics-server")]
    assert re.search(r"metrics-server:v0\.8\.0.* => .*metrics-server:v0\.9\.0", stack.diff())
    stack.up().ok()
    pods = ("get", "pods", "-n", "kube-system", "-l", "k8s-app=metrics-server", "-o", "jsonpath={.items[*].spec.containers[*].image}")
    eventually(lambda: kubectl(*pods).rpartition(":")[2] == "v0.9.0" and " " not in kubectl(*pods), "the old pod gone")
    eventually(lambda: figures(kubectl) == set(NODES.values()), "figures of every node", 90)


def test_nothing_skips_a_verification(kubectl: Kubectl):
    service = kubectl.get("apiservice", "v1beta1.metrics.k8s.io")["spec"]
    assert service["caBundle"]
    assert not service.get("insecureSkipTLSVerify")
    assert "insecure" not in kubectl("get", "pods", "-A", "-o", "jsonpath={..args} {..command}")


def test_an_autoscaler_follows_the_load(kubectl: Kubectl, hosts: dict[int, LabHost], record_property):
    demo_app.deploy(kubectl)
    kubectl("set", "resources", "deployment/web", "--requests=cpu=20m")
    kubectl("scale", "deployment/web", "--replicas=1")
    kubectl("rollout", "status", "deployment/web", "--timeout=120s")
    kubectl("apply", "-f", "-", stdin=SCALER)
    service = kubectl.get("service", "web")["spec"]["clusterIP"]
    load = f"systemd-run --quiet --unit=load curl --silent --max-time 150 --output /dev/null 'http://{service}/hostname?[1-500000]'"
    hosts[1].run(load)
    try:
        eventually(lambda: kubectl.get("deployment", "web")["spec"]["replicas"] == 3, "three replicas under load", 150)
    finally:
        hosts[1].run("systemctl stop load", check=False)
    record_property("autoscaler", kubectl("get", "hpa", "web", "--no-headers").strip())
    kubectl("delete", "hpa,deployment,service", "web")


def test_a_claim_without_a_class_gets_a_volume_that_keeps_its_data(kubectl: Kubectl, hosts: dict[int, LabHost]):
    kubectl("apply", "-f", "-", stdin=WRITER)
    kubectl("wait", "--for=condition=complete", "job/writer", "--timeout=120s")
    [pod] = kubectl.get("pods", "-l", "job-name=writer")["items"]
    [index] = [index for index, name in NODES.items() if name == pod["spec"]["nodeName"]]
    assert hosts[index].run("cat /opt/local-path-provisioner/*/file") == "written\n"
    kubectl("delete", "job/writer", "pvc/kept")
    eventually(lambda: not hosts[index].run("ls /opt/local-path-provisioner"), "the volume's directory gone with its claim")


def test_the_next_preview_is_empty(kubectl: Kubectl, stack: Stack):
    assert stack.preview() == []


def test_an_addon_that_leaves_the_file_leaves_nothing(kubectl: Kubectl, stack: Stack, settings: Settings):
    stack.write(cluster_with(settings, UPGRADED))
    planned = stack.preview()
    assert {p.op for p in planned} == {"delete"}
    assert all(p.name.startswith("localPath/") for p in planned)
    stack.up().ok()
    assert "local-path" not in kubectl("get", "namespace,storageclass,clusterrole,clusterrolebinding", "-o", "name")
