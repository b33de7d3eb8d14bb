"""The official download sites on loopback: same paths, same checksum files, tiny programs."""

import hashlib
import io
import json
import tarfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from lab.programs.sources import Sites

KUBERNETES = ("kube-apiserver", "kube-controller-manager", "kube-proxy", "kube-scheduler", "kubeadm", "kubectl", "kubelet")
CNI = (
    *("dhcp", "host-local", "static"),
    *("bridge", "dummy", "host-device", "ipvlan", "loopback", "macvlan", "ptp", "tap", "vlan"),
    *("bandwidth", "firewall", "portmap", "sbr", "tuning", "vrf"),
)
MANIFEST = b"kind: DaemonSet\n"
GUARDED = "/v2/kube-vip/"
TOKEN = "read-only"
CHALLENGE = 'Bearer realm="http://{}/token",service="ghcr.io",scope="repository:kube-vip/kube-vip:pull"'
TOKEN_PATH = "/token?service=ghcr.io&scope=repository%3Akube-vip%2Fkube-vip%3Apull"


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def archive(*members: str) -> bytes:
    """A gzipped tar whose members say their own names."""
    target = io.BytesIO()
    with tarfile.open(fileobj=target, mode="w:gz") as tar:
        for name in members:
            info = tarfile.TarInfo(name)
            info.size = len(name)
            tar.addfile(info, io.BytesIO(name.encode()))
    return target.getvalue()


def layout() -> dict[str, bytes]:
    """Path → content, as the sites publish the lab's programs for linux/amd64."""
    files: dict[str, bytes] = {}
    for version in ("v1.36.3", "v1.35.4"):
        for name in KUBERNETES:
            path = f"/release/{version}/bin/linux/amd64/{name}"
            files[path] = f"{name} {version}".encode()
            files[f"{path}.sha256"] = sha256(files[path]).encode()  # a bare digest, no newline

    pulumi = archive("pulumi/pulumi", "pulumi/pulumi-language-python", "pulumi/pulumi-language-python-exec")
    files["/releases/sdk/pulumi-v3.259.0-linux-x64.tar.gz"] = pulumi
    files["/pulumi/pulumi/releases/download/v3.259.0/pulumi-3.259.0-checksums.txt"] = (
        f"{'0' * 64}  pulumi-v3.259.0-darwin-x64.tar.gz\n{sha256(pulumi)}  pulumi-v3.259.0-linux-x64.tar.gz\n".encode()
    )

    etcd = archive(*(f"etcd-v3.6.8-linux-amd64/{name}" for name in ("README.md", "etcd", "etcdctl", "etcdutl")))
    files["/etcd-io/etcd/releases/download/v3.6.8/etcd-v3.6.8-linux-amd64.tar.gz"] = etcd
    files["/etcd-io/etcd/releases/download/v3.6.8/SHA256SUMS"] = f"{sha256(etcd)}  etcd-v3.6.8-linux-amd64.tar.gz\n".encode()

    for directory, name, content in (
        ("/coredns/coredns/releases/download/v1.14.2", "coredns_1.14.2_linux_amd64.tgz", archive("coredns")),
        ("/kubernetes-sigs/cri-tools/releases/download/v1.36.0", "crictl-v1.36.0-linux-amd64.tar.gz", archive("crictl")),
        (
            "/containernetworking/plugins/releases/download/v1.9.1",
            "cni-plugins-linux-amd64-v1.9.1.tgz",
            archive("./LICENSE", *(f"./{name}" for name in CNI)),
        ),
        (
            "/flannel-io/cni-plugin/releases/download/v1.9.1-flannel1",
            "cni-plugin-flannel-linux-amd64-v1.9.1-flannel1.tgz",
            archive("flannel-amd64"),
        ),
    ):
        files[f"{directory}/{name}"] = content
        files[f"{directory}/{name}.sha256"] = f"{sha256(content)}  {name}\n".encode()

    flanneld = b"flanneld"
    digests = {"flanneld-arm64": "0" * 64, "flanneld-amd64": sha256(flanneld)}
    assets = [{"name": name, "digest": f"sha256:{digest}"} for name, digest in digests.items()]
    files["/flannel-io/flannel/releases/download/v0.28.4/flanneld-amd64"] = flanneld
    files["/repos/flannel-io/flannel/releases/tags/v0.28.4"] = json.dumps({"tag_name": "v0.28.4", "assets": assets}).encode()
    files["/flannel-io/flannel/v0.28.4/Documentation/kube-flannel.yml"] = MANIFEST

    files |= addons()
    files |= image("e2e-test-images/agnhost", "2.63.0", "agnhost") | image("pause", "3.10.2", "pause")
    files[TOKEN_PATH] = json.dumps({"token": TOKEN}).encode()
    files |= image("kube-vip/kube-vip", "v1.0.0", "kube-vip")
    return files


def addons() -> dict[str, bytes]:
    """What the projects of addons publish."""
    files = {
        "/rancher/local-path-provisioner/v0.0.30/deploy/local-path-storage.yaml": MANIFEST,
        "/metallb/metallb/v0.15.3/config/manifests/metallb-native.yaml": MANIFEST,
    }
    for name in ("crds", "common", "operator"):
        files[f"/rook/rook/v1.17.2/deploy/examples/{name}.yaml"] = MANIFEST
    for name in ("backendtlspolicies", "gatewayclasses", "gateways", "grpcroutes", "httproutes", "referencegrants"):
        files[f"/kubernetes-sigs/gateway-api/v1.4.0/config/crd/standard/gateway.networking.k8s.io_{name}.yaml"] = MANIFEST
    for repository, tag, member in (
        ("metrics-server/metrics-server", "v0.9.0", "metrics-server"),
        ("metrics-server/metrics-server", "v0.8.0", "metrics-server"),
        ("postfinance/kubelet-csr-approver", "v1.2.14", "ko-app/kubelet-csr-approver"),
        ("rancher/local-path-provisioner", "v0.0.30", "usr/bin/local-path-provisioner"),
        ("metallb/controller", "v0.15.3", "controller"),
        ("metallb/speaker", "v0.15.3", "speaker"),
        ("rook/ceph", "v1.17.2", "usr/local/bin/rook"),
    ):
        files |= image(repository, tag, member)
    helm = archive("linux-amd64/LICENSE", "linux-amd64/helm")
    files["/helm-v4.2.3-linux-amd64.tar.gz"] = helm
    files["/helm-v4.2.3-linux-amd64.tar.gz.sha256sum"] = f"{sha256(helm)}  helm-v4.2.3-linux-amd64.tar.gz\n".encode()
    traefik = archive("CHANGELOG.md", "traefik")
    release = "/traefik/traefik/releases/download/v3.6.12"
    files[f"{release}/traefik_v3.6.12_linux_amd64.tar.gz"] = traefik
    files[f"{release}/traefik_v3.6.12_checksums.txt"] = f"{sha256(traefik)}  traefik_v3.6.12_linux_amd64.tar.gz\n".encode()
    return files


def image(repository: str, tag: str, program: str) -> dict[str, bytes]:
    """A multi-platform image with one layer, as a registry serves it."""
    base = f"/v2/{repository}"
    layer = archive("etc/passwd", program)
    manifest = json.dumps({"layers": [{"digest": f"sha256:{sha256(layer)}"}]}).encode()
    platforms = [
        {"digest": f"sha256:{'0' * 64}", "platform": {"os": "linux", "architecture": "arm64"}},
        {"digest": f"sha256:{sha256(manifest)}", "platform": {"os": "linux", "architecture": "amd64"}},
    ]
    return {
        f"{base}/manifests/{tag}": json.dumps({"manifests": platforms}).encode(),
        f"{base}/manifests/sha256:{sha256(manifest)}": manifest,
        f"{base}/blobs/sha256:{sha256(layer)}": layer,
    }


class Loopback:
    """A running server; `files` may change while it runs, `asked` has every path it was asked for.

    For repositories that start with GUARDED it wants a token, as ghcr.io does.
    """

    def __init__(self, files: dict[str, bytes]) -> None:
        self.files = files
        self.asked: list[str] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                outer.asked.append(self.path)
                if self.path.startswith(GUARDED) and self.headers["Authorization"] != f"Bearer {TOKEN}":
                    self.answer(401, b"", CHALLENGE.format(self.headers["Host"]))
                elif self.path in outer.files:
                    self.answer(200, outer.files[self.path])
                else:
                    self.answer(404, b"")

            def answer(self, status: int, content: bytes, challenge: str = "") -> None:
                self.send_response(status)
                self.send_header("Content-Length", str(len(content)))
                if challenge:
                    self.send_header("WWW-Authenticate", challenge)
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *arguments: object) -> None: ...

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)

    @property
    def sites(self) -> Sites:
        url = f"http://127.0.0.1:{self.server.server_port}"
        return Sites(
            kubernetes=url,
            github=url,
            github_api=url,
            github_raw=url,
            helm=url,
            pulumi=url,
            images=url,
            github_images=url,
            docker_images=url,
            quay_images=url,
        )


@contextmanager
def loopback(files: dict[str, bytes]) -> Iterator[Loopback]:
    site = Loopback(files)
    thread = threading.Thread(target=site.server.serve_forever, daemon=True)
    thread.start()
    try:
        yield site
    finally:
        site.server.shutdown()
        site.server.server_close()
