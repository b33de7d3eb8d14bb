"""Programs of addons and the files that their projects publish. They are made on demand, as most are large."""

from __future__ import annotations

from lab.programs.families import Family
from lab.programs.sources import ARCHITECTURE, Asset, ImageFile, release, tagged_file

METRICS_SERVER_VERSION = "v0.9.0"
EARLIER_METRICS_SERVER_VERSION = "v0.8.0"
APPROVER_VERSION = "v1.2.14"
LOCAL_PATH_VERSION = "v0.0.30"
METALLB_VERSION = "v0.15.3"
HELM_VERSION = "v4.2.3"
TRAEFIK_VERSION = "v3.6.12"
ROOK_VERSION = "v1.17.2"
GATEWAY_API_VERSION = "v1.4.0"
_GATEWAY_API = {
    "backendtlspolicies": "59d7cf1d99e1337e6d6a19c6306172d8f7ff2d9f920142a88ef9ba597d6d97bb",
    "gatewayclasses": "2f61e8c8c2289843a61d7b1bba31f8a5a46dbf20a1c54359209d638d3bd899c9",
    "gateways": "b0e29566bbe07fbe4ede55c2eff73865bd566f3063736ec9046224d7e20d6f88",
    "grpcroutes": "dc114a794b2bf2565489c3182d4b173590ea01348f986daf42c7bc0505521d26",
    "httproutes": "c2539410dec72b793ef840f484c19d13b48210074ec801b730e9fce2c5fc825c",
    "referencegrants": "3a59dcc699c2d01b19f13233943597f69de25420495ab3d4af7de7997bd807cc",
}
_ROOK = {
    "crds.yaml": "1023cf359623112a36458fa841825d1fa577c7cfc1852eac9f6141e03c523542",
    "common.yaml": "cd8aeb52869d47803f13bba75986ec22b397e07b1fc6e7025c6d8b03f89a788d",
    "operator.yaml": "4a609f48b5994deff0a7df858b33e041d9527162e3884bc3cde69ef431b0d607",
}


def _metrics_server(name: str, version: str) -> Family:
    source = ImageFile("metrics-server/metrics-server", version, "metrics-server")
    package = "sigs.k8s.io/metrics-server/cmd/metrics-server"
    stamp = f"-s -w -X k8s.io/component-base/version.gitVersion={version}"
    return Family(name, {"metrics-server": package}, (source,), ldflags=stamp)


def _approver() -> Family:
    """Returns the approver of kubelets' certificates; its module is not served, so a build makes a stand-in instead."""
    source = ImageFile("postfinance/kubelet-csr-approver", APPROVER_VERSION, "ko-app/kubelet-csr-approver", site="github_images")
    return Family("kubelet-csr-approver", {"kubelet-csr-approver": "lab/kubelet-csr-approver"}, (source,))


def _local_path() -> Family:
    project, manifest = "rancher/local-path-provisioner", "deploy/local-path-storage.yaml"
    module = f"github.com/{project}"
    return Family(
        name="local-path",
        programs={"local-path-provisioner": module},
        documents={"local-path-storage.yaml": (module, manifest)},
        ldflags=f"-s -w -X main.VERSION={LOCAL_PATH_VERSION}",
        sources=(
            ImageFile(project, LOCAL_PATH_VERSION, "usr/bin/local-path-provisioner", site="docker_images"),
            tagged_file(project, LOCAL_PATH_VERSION, manifest, "fe682186b00400fe7e2b72bae16f63e47a56a6dcc677938c6642139ef670045e"),
        ),
    )


def _metallb() -> Family:
    module, manifest = "go.universe.tf/metallb", "config/manifests/metallb-native.yaml"
    return Family(
        name="metallb",
        programs={name: f"{module}/{name}" for name in ("controller", "speaker")},
        documents={"metallb-native.yaml": (module, manifest)},
        sources=(
            *(ImageFile(f"metallb/{name}", METALLB_VERSION, name, site="quay_images") for name in ("controller", "speaker")),
            tagged_file("metallb/metallb", METALLB_VERSION, manifest, "84b4e102f2b65f5d69085f5816c29362b74641873d8ac3de996e5f86a8219176"),
        ),
    )


def _traefik() -> Family:
    """Returns Traefik, and the definitions of the Gateway API that it implements."""
    archive, sums = f"traefik_{TRAEFIK_VERSION}_linux_{ARCHITECTURE}.tar.gz", f"traefik_{TRAEFIK_VERSION}_checksums.txt"
    module = "github.com/traefik/traefik/v3"
    definitions = {name: f"config/crd/standard/gateway.networking.k8s.io_{name}.yaml" for name in _GATEWAY_API}
    return Family(
        name="traefik",
        programs={"traefik": f"{module}/cmd/traefik"},
        documents={f"gateway.networking.k8s.io_{name}.yaml": ("sigs.k8s.io/gateway-api", path) for name, path in definitions.items()},
        ldflags=f"-s -w -X {module}/pkg/version.Version={TRAEFIK_VERSION.removeprefix('v')}",
        sources=(
            release("traefik/traefik", TRAEFIK_VERSION, archive, {"traefik": ""}, checksums=sums),
            *(
                tagged_file("kubernetes-sigs/gateway-api", GATEWAY_API_VERSION, path, _GATEWAY_API[name])
                for name, path in definitions.items()
            ),
        ),
    )


def _rook() -> Family:
    """Returns Rook, in the last version whose modules are all served."""
    project, directory = "rook/rook", "deploy/examples"
    module = f"github.com/{project}"
    return Family(
        name="rook",
        programs={"rook": f"{module}/cmd/rook"},
        documents={name: (module, f"{directory}/{name}") for name in _ROOK},
        ldflags=f"-s -w -X {module}/pkg/version.Version={ROOK_VERSION}",
        sources=(
            ImageFile("rook/ceph", ROOK_VERSION, "usr/local/bin/rook", site="docker_images"),
            *(tagged_file(project, ROOK_VERSION, f"{directory}/{name}", digest) for name, digest in _ROOK.items()),
        ),
    )


def _helm() -> Family:
    """Returns the program that renders charts for the stand-in of the kubernetes plugin."""
    archive = f"helm-{HELM_VERSION}-linux-{ARCHITECTURE}.tar.gz"
    source = Asset("helm", f"/{archive}", f"/{archive}.sha256sum", members={f"linux-{ARCHITECTURE}/helm": ""})
    return Family("helm", {"helm": "helm.sh/helm/v4/cmd/helm"}, (source,))


ADDON_FAMILIES = (
    _helm(),
    _metrics_server("metrics-server", METRICS_SERVER_VERSION),
    _metrics_server("metrics-server-0.8", EARLIER_METRICS_SERVER_VERSION),
    _approver(),
    _local_path(),
    _metallb(),
    _traefik(),
    _rook(),
)
