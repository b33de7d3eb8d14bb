"""The web app through the Gateway, as a browser shows it, and over HTTPS with a certificate of one's own.

Long: Traefik has to be built first. The browser is Chromium, which a machine may lack.
"""

import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from lab.settings import Settings
from tests.e2e import demo_app
from tests.e2e.addon_clusters import cluster_with, published
from tests.e2e.clusters import host
from tests.e2e.hosts import LabHost, eventually
from tests.e2e.kubernetes import Kubectl
from tests.e2e.stack import Stack
from tests.lab_machine import lab

pytestmark = [pytest.mark.timeout(1500), pytest.mark.long]
HOSTS = 2
NAME = "web.example.com"
NODE_PORT = 30090
DEFINITIONS = ("backendtlspolicies", "gatewayclasses", "gateways", "grpcroutes", "httproutes", "referencegrants")
ROUTE = f"""\
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {{name: web}}
spec:
  parentRefs: [{{name: gateway, namespace: gateway}}]
  hostnames: [{NAME}]
  rules:
    - backendRefs: [{{name: web, port: 80}}]
"""


def document(settings: Settings, **gateway: Any) -> dict[str, Any]:
    """The stack's cluster; without settings it has no Gateway."""
    files = {name: published(settings, f"gateway.networking.k8s.io_{name}.yaml") for name in DEFINITIONS}
    plane = {"hosts": [host(settings, 1, "cp-1")], "schedulable": True}
    return cluster_with(settings, {"gateway": gateway | files} if gateway else {}, workers=(2,), controlPlane=plane)


@pytest.fixture(scope="module")
def kubectl(
    stack: Stack, settings: Settings, hosts: dict[int, LabHost], environment: dict[str, str], tmp_path_factory: pytest.TempPathFactory
) -> Kubectl:
    """A cluster with a Gateway, the demo's web app and a route to it."""
    lab("addons", "traefik")
    stack.write(document(settings, nodePort=NODE_PORT))
    stack.up().ok()
    kubectl = Kubectl(stack.outputs()["kubeconfig"], tmp_path_factory.mktemp("kubectl"), environment)
    kubectl("apply", "-f", "-", stdin=ROUTE)
    demo_app.deploy(kubectl)
    return kubectl


def status(address: str, name: str) -> str:
    """What a request for a host name is answered with."""
    asked = ["curl", "--silent", "--noproxy", "*", "--max-time", "3", "--output", "/dev/null", "--write-out", "%{http_code}"]
    return subprocess.run(
        [*asked, "--header", f"Host: {name}", f"http://{address}:{NODE_PORT}/"], capture_output=True, text=True, check=False
    ).stdout


def browse(address: str, path: str, picture: Path) -> str:
    """The page as the browser has it after a visit, and a picture of it."""
    browser = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if browser is None:
        pytest.skip("no browser: apt-get install chromium")
    call = [browser, "--headless", "--no-sandbox", "--disable-gpu", "--no-proxy-server", f"--host-resolver-rules=MAP {NAME} {address}"]
    url = f"http://{NAME}:{NODE_PORT}{path}"
    profile = f"--user-data-dir={picture.parent / 'profile'}"
    subprocess.run([*call, profile, "--window-size=640,240", f"--screenshot={picture}", url], check=True, capture_output=True, timeout=120)
    return subprocess.run([*call, profile, "--dump-dom", url], check=True, capture_output=True, text=True, timeout=120).stdout


def test_every_node_leads_to_the_app_by_its_name(kubectl: Kubectl, hosts: dict[int, LabHost]):
    for each in hosts.values():
        eventually(lambda each=each: status(each.address, NAME) == "200", f"an answer through {each.address}")
        assert status(each.address, "other.example.com") == "404"


def test_a_browser_shows_the_app(kubectl: Kubectl, hosts: dict[int, LabHost], tmp_path: Path):
    picture = tmp_path / "gateway.png"
    page = browse(hosts[2].address, "/hostname", picture)
    pods = kubectl("get", "pods", "-l", "app=web", "-o", "name").split()
    assert any(pod.removeprefix("pod/") in page for pod in pods), page
    assert picture.read_bytes().startswith(b"\x89PNG")


def test_the_next_preview_is_empty(kubectl: Kubectl, stack: Stack):
    """Traefik writes the status of Gateway and class, which is nobody's field."""
    assert stack.preview() == []


def test_a_certificate_may_come_after_the_listener_that_shows_it(
    kubectl: Kubectl, stack: Stack, settings: Settings, hosts: dict[int, LabHost], tmp_path: Path
):
    stack.write(document(settings, nodePort=NODE_PORT, tlsSecret="web"))
    stack.up().ok()
    eventually(lambda: status(hosts[2].address, NAME) == "200", "HTTP without a certificate for HTTPS")

    key, certificate = tmp_path / "tls.key", tmp_path / "tls.crt"
    made = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", f"/CN={NAME}"]
    named = ["-addext", f"subjectAltName=DNS:{NAME}", "-keyout", str(key), "-out", str(certificate)]
    subprocess.run([*made, *named], check=True, capture_output=True)
    kubectl("create", "secret", "tls", "web", "-n", "gateway", "--cert", str(certificate), "--key", str(key))

    [port] = [port["nodePort"] for port in kubectl.get("service", "traefik", "-n", "gateway")["spec"]["ports"] if port["name"] == "https"]
    asked = ["curl", "--silent", "--fail", "--noproxy", "*", "--cacert", str(certificate), "--resolve", f"{NAME}:{port}:{hosts[2].address}"]
    proven = [*asked, "--max-time", "3", f"https://{NAME}:{port}/hostname"]
    eventually(
        lambda: subprocess.run(proven, check=False, capture_output=True).returncode == 0, "an answer with the stack owner's certificate"
    )
    assert stack.preview() == []


def test_removed_with_its_definitions_it_leaves_nothing(kubectl: Kubectl, stack: Stack, settings: Settings):
    stack.write(document(settings, nodePort=NODE_PORT, tlsSecret="web", deleteCrds=True))
    stack.up().ok()
    stack.write(document(settings))
    stack.up().ok()
    assert "gateway" not in kubectl("get", "namespace,customresourcedefinition,clusterrole,clusterrolebinding", "-o", "name")
