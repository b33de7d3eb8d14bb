"""The programs of the lab: families that are pinned, built and fetched together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from lab.programs.sources import ARCHITECTURE, Asset, ImageFile, Source, release, tagged_file, unsigned_release

KUBERNETES_VERSIONS = {"1.36": "v1.36.3", "1.35": "v1.35.4"}
FLANNEL_VERSION = "v0.28.4"
FLANNEL_CNI_VERSION = "v1.9.1-flannel1"
FLANNEL_MANIFEST = "kube-flannel.yml"
_FLANNEL_MANIFEST_SHA256 = "0bd380eb4954227c903bdea96dc9254650badd2d45ebe31978a47c3ffe2e9727"
CNI_VERSION = "v1.9.1"
CRICTL_VERSION = "v1.36.0"
ETCD_VERSION = "v3.6.8"
COREDNS_VERSION = "v1.14.2"
PAUSE_VERSION = "3.10.2"
KUBE_VIP_VERSION = "v1.0.0"
AGNHOST_VERSION = "2.63.0"
_CNI = {
    "ipam": ("dhcp", "host-local", "static"),
    "main": ("bridge", "dummy", "host-device", "ipvlan", "loopback", "macvlan", "ptp", "tap", "vlan"),
    "meta": ("bandwidth", "firewall", "portmap", "sbr", "tuning", "vrf"),
}
_KUBERNETES = ("kube-apiserver", "kube-controller-manager", "kube-proxy", "kube-scheduler", "kubeadm", "kubectl", "kubelet")


@dataclass(frozen=True)
class Family:
    """Programs of one Go module below lab/programs/.

    programs: name → Go package. documents: file name → (module, path in it), kept beside the programs under share/.
    """

    name: str
    programs: Mapping[str, str]
    sources: tuple[Source, ...]
    documents: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    tags: str = ""
    ldflags: str = "-s -w"
    cgo: bool = False


def _kubernetes(minor: str, extra: Mapping[str, str], extra_sources: tuple[Source, ...] = ()) -> Family:
    version = KUBERNETES_VERSIONS[minor]
    files = [f"/release/{version}/bin/linux/{ARCHITECTURE}/{name}" for name in _KUBERNETES]
    return Family(
        name=f"kubernetes-{minor}",
        programs={name: f"k8s.io/kubernetes/cmd/{name}" for name in _KUBERNETES} | dict(extra),
        ldflags=f"-s -w {_kubernetes_version_flags(version)}",
        sources=(*(Asset("kubernetes", file, f"{file}.sha256") for file in files), *extra_sources),
    )


def _kubernetes_version_flags(version: str) -> str:
    """Return the linker flags with which Kubernetes' own build stamps its version (hack/lib/version.sh)."""
    major, minor, _ = version.removeprefix("v").split(".")
    stamp = {
        "gitVersion": version,
        "gitMajor": major,
        "gitMinor": minor,
        "gitTreeState": "clean",
        "gitCommit": "unknown",
        "buildDate": "2026-07-01T00:00:00Z",
    }
    packages = ("k8s.io/component-base/version", "k8s.io/client-go/pkg/version")
    return "".join(f"-X {package}.{key}={value} " for package in packages for key, value in stamp.items())


def _pulumi(version: str) -> Family:
    platform = "linux-x64" if ARCHITECTURE == "amd64" else f"linux-{ARCHITECTURE}"
    return Family(
        name="pulumi",
        programs={"pulumi": "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi"},
        tags="osusergo,grpcnotrace",
        ldflags=f"-s -w -X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=v{version}",
        sources=(
            Asset(
                "pulumi",
                f"/releases/sdk/pulumi-v{version}-{platform}.tar.gz",
                f"/pulumi/pulumi/releases/download/v{version}/pulumi-{version}-checksums.txt",
                checksum_site="github",
                members={"pulumi/*": ""},
            ),
        ),
    )


def _cni_plugins() -> Family:
    module = "github.com/containernetworking/plugins"
    programs = {name: f"{module}/plugins/{kind}/{name}" for kind, names in _CNI.items() for name in names}
    archive = f"cni-plugins-linux-{ARCHITECTURE}-{CNI_VERSION}.tgz"
    return Family(
        name="cni",
        programs=programs,
        ldflags=f"-s -w -X {module}/pkg/utils/buildversion.BuildVersion={CNI_VERSION}",
        sources=(release("containernetworking/plugins", CNI_VERSION, archive, dict.fromkeys(programs, "")),),
    )


def _etcd() -> Family:
    module = "go.etcd.io/etcd"
    archive = f"etcd-{ETCD_VERSION}-linux-{ARCHITECTURE}.tar.gz"
    programs = {"etcd": f"{module}/server/v3", "etcdctl": f"{module}/etcdctl/v3", "etcdutl": f"{module}/etcdutl/v3"}
    members = {f"*/{name}": "" for name in programs}
    return Family("etcd", programs, (release("etcd-io/etcd", ETCD_VERSION, archive, members, checksums="SHA256SUMS"),))


def _coredns() -> Family:
    archive = f"coredns_{COREDNS_VERSION.removeprefix('v')}_linux_{ARCHITECTURE}.tgz"
    source = release("coredns/coredns", COREDNS_VERSION, archive, {"coredns": ""})
    return Family("coredns", {"coredns": "github.com/coredns/coredns"}, (source,))


def _flannel() -> Family:
    project, manifest = "flannel-io/flannel", f"Documentation/{FLANNEL_MANIFEST}"
    return Family(
        name="flannel",
        programs={"flanneld": f"github.com/{project}"},
        documents={FLANNEL_MANIFEST: (f"github.com/{project}", manifest)},
        cgo=True,
        ldflags="-s -w -linkmode external -extldflags -static",
        sources=(
            unsigned_release(project, FLANNEL_VERSION, f"flanneld-{ARCHITECTURE}", "flanneld"),
            tagged_file(project, FLANNEL_VERSION, manifest, _FLANNEL_MANIFEST_SHA256),
        ),
    )


def _flannel_cni() -> Family:
    """Return the flannel CNI plugin: its own releases, but the last Go module that has it is the old home's."""
    archive = f"cni-plugin-flannel-linux-{ARCHITECTURE}-{FLANNEL_CNI_VERSION}.tgz"
    source = release("flannel-io/cni-plugin", FLANNEL_CNI_VERSION, archive, {f"flannel-{ARCHITECTURE}": "flannel"})
    return Family("flannel-cni", {"flannel": "github.com/containernetworking/plugins/plugins/meta/flannel"}, (source,))


def _crictl() -> Family:
    source = release("kubernetes-sigs/cri-tools", CRICTL_VERSION, f"crictl-{CRICTL_VERSION}-linux-{ARCHITECTURE}.tar.gz", {"crictl": ""})
    stamp = f"-s -w -X sigs.k8s.io/cri-tools/pkg/version.Version={CRICTL_VERSION}"
    return Family("crictl", {"crictl": "sigs.k8s.io/cri-tools/cmd/crictl"}, (source,), ldflags=stamp)


def _kube_vip() -> Family:
    source = ImageFile("kube-vip/kube-vip", KUBE_VIP_VERSION, "kube-vip", site="github_images")
    stamp = f"-s -w -X main.Version={KUBE_VIP_VERSION}"
    return Family("kube-vip", {"kube-vip": "github.com/kube-vip/kube-vip"}, (source,), ldflags=stamp)


NEEDED = (
    _pulumi("3.259.0"),
    _kubernetes(
        "1.36",
        {"agnhost": "k8s.io/kubernetes/test/images/agnhost"},
        (ImageFile("e2e-test-images/agnhost", AGNHOST_VERSION, "agnhost"),),
    ),
    _etcd(),
    _coredns(),
    _flannel(),
    _flannel_cni(),
    _cni_plugins(),
    _crictl(),
    Family("pause", {"pause": "lab/pause"}, (ImageFile("pause", PAUSE_VERSION, "pause"),)),
)
"""The families that every lab needs: for the engine, and for a cluster of the newer minor with flannel."""
FAMILIES = (*NEEDED, _kube_vip(), _kubernetes("1.35", {}))
"""All families but those of addons."""
