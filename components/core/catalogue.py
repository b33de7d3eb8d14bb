"""Addons this library knows: where each release is published, its digests, what it needs and gives. A new addon is a new entry.

The key of an addon is its key in `addons` of a stack file; an artefact's key is that of the stack file's pin for it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """An addon whatever its settings.

    `urls` maps an artefact to its official address, with `{version}` in it; `releases` a version to the digests of its artefacts,
    the default version first. `needs` and `provides` are capabilities by name. `minors` maps a minor of the addon ("0.8") to the
    oldest and the newest minor of Kubernetes that its project names, "" for one that it does not; without an entry there is no such bound.
    """

    urls: Mapping[str, str] = field(default_factory=dict)
    releases: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    needs: frozenset[str] = frozenset()
    provides: frozenset[str] = frozenset()
    minors: Mapping[str, tuple[str, str]] = field(default_factory=dict)

    @property
    def default(self) -> str:
        """The version where the stack file names none."""
        return next(iter(self.releases))

    def url(self, artefact: str, version: str) -> str:
        """The official address of an artefact."""
        return self.urls[artefact].format(version=version)


FLANNEL: Final = Facts(
    urls={"manifest": "https://raw.githubusercontent.com/flannel-io/flannel/{version}/Documentation/kube-flannel.yml"},
    releases={"v0.28.4": {"manifest": "0bd380eb4954227c903bdea96dc9254650badd2d45ebe31978a47c3ffe2e9727"}},
    provides=frozenset({"cni"}),
)

WEAVE: Final = Facts(
    urls={"manifest": "https://raw.githubusercontent.com/rajch/weave/{version}/prog/weave-kube/weave-daemonset-k8s-1.11.yaml"},
    releases={"v2.9.0": {"manifest": "259a149a91143a9450280e733aa0e16455a2b268eaa62b5aab1eb7af9bf016ce"}},
    provides=frozenset({"cni"}),
)

KUBELET_CSR_APPROVER: Final = Facts(
    releases={"v1.2.14": {}}, needs=frozenset({"cni"}), provides=frozenset({"kubelet-serving-certificates"})
)

METRICS_SERVER: Final = Facts(
    releases={"v0.9.0": {}},
    needs=frozenset({"cni", "kubelet-serving-certificates"}),
    provides=frozenset({"resource-metrics"}),
    minors={"0.7": ("1.27", ""), "0.8": ("1.31", ""), "0.9": ("1.34", "")},
)

LOCAL_PATH: Final = Facts(
    urls={"manifest": "https://raw.githubusercontent.com/rancher/local-path-provisioner/{version}/deploy/local-path-storage.yaml"},
    releases={"v0.0.30": {"manifest": "fe682186b00400fe7e2b72bae16f63e47a56a6dcc677938c6642139ef670045e"}},
    needs=frozenset({"cni"}),
)

METALLB: Final = Facts(
    urls={"manifest": "https://raw.githubusercontent.com/metallb/metallb/{version}/config/manifests/metallb-native.yaml"},
    releases={"v0.15.3": {"manifest": "84b4e102f2b65f5d69085f5816c29362b74641873d8ac3de996e5f86a8219176"}},
    needs=frozenset({"cni"}),
    provides=frozenset({"load-balancer"}),
)

GATEWAY_API: Final = "v1.4.0"
"""The release of the Gateway API that the default version of Traefik was made for."""
_STANDARD: Final = f"https://raw.githubusercontent.com/kubernetes-sigs/gateway-api/{GATEWAY_API}/config/crd/standard"
_DEFINITIONS: Final = {
    "backendtlspolicies": "59d7cf1d99e1337e6d6a19c6306172d8f7ff2d9f920142a88ef9ba597d6d97bb",
    "gatewayclasses": "2f61e8c8c2289843a61d7b1bba31f8a5a46dbf20a1c54359209d638d3bd899c9",
    "gateways": "b0e29566bbe07fbe4ede55c2eff73865bd566f3063736ec9046224d7e20d6f88",
    "grpcroutes": "dc114a794b2bf2565489c3182d4b173590ea01348f986daf42c7bc0505521d26",
    "httproutes": "c2539410dec72b793ef840f484c19d13b48210074ec801b730e9fce2c5fc825c",
    "referencegrants": "3a59dcc699c2d01b19f13233943597f69de25420495ab3d4af7de7997bd807cc",
}
GATEWAY: Final = Facts(
    urls={name: f"{_STANDARD}/gateway.networking.k8s.io_{name}.yaml" for name in _DEFINITIONS},
    releases={"v3.6.12": _DEFINITIONS},
    needs=frozenset({"cni"}),
    provides=frozenset({"gateway"}),
)

HEADLAMP: Final = Facts(releases={"v0.45.0": {}}, needs=frozenset({"cni"}))

COREDNS: Final = Facts(needs=frozenset({"cni"}))
"""kubeadm brings it, in the version that belongs to the cluster's."""

_ROOK: Final = "https://raw.githubusercontent.com/rook/rook/{version}/deploy/examples"
ROOK_CEPH: Final = Facts(
    urls={
        "crds": f"{_ROOK}/crds.yaml",
        "common": f"{_ROOK}/common.yaml",
        "csioperator": f"{_ROOK}/csi-operator.yaml",
        "operator": f"{_ROOK}/operator.yaml",
    },
    releases={
        "v1.20.6": {
            "crds": "7fa7462d44b35d636703a03a88120030692a06a05ac91ec253200cb4ae8c37cf",
            "common": "2d59b3093446dcf7dd69c73ebaef2d41e8cdfd14af564c2e885d49ab8d190457",
            "csioperator": "de0bf9160c8370220353d7140a4b60ee6d4b8eda5e260f395fd00cbdc1059ffb",
            "operator": "c69bb7309b6dfc34a1eeab658a1f9c825c7d156fb26dc1a6a824f6a9735761a4",
        }
    },
    needs=frozenset({"cni"}),
    minors={"1.18": ("1.29", "1.34"), "1.19": ("1.30", "1.35"), "1.20": ("1.31", "1.36")},
)

CATALOGUE: Final[Mapping[str, Facts]] = {
    "flannel": FLANNEL,
    "coredns": COREDNS,
    "weave": WEAVE,
    "kubeletCsrApprover": KUBELET_CSR_APPROVER,
    "metricsServer": METRICS_SERVER,
    "localPath": LOCAL_PATH,
    "metallb": METALLB,
    "gateway": GATEWAY,
    "headlamp": HEADLAMP,
    "rookCeph": ROOK_CEPH,
}
