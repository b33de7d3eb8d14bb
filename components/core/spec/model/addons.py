"""What runs in a cluster from the start. A new addon is one dataclass and one field of `Addons`."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields

from ...catalogue import CATALOGUE
from .values import AddressRange, Fields


@dataclass(frozen=True, slots=True, kw_only=True)
class Artefact:
    """A pinned file of somebody else's: `sha256` is the hex digest of the bytes that `url` serves."""

    url: str
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AddonSettings:
    """What every addon can be told.

    `images` maps an image as the addon names it to the one to run. With `take_back` fields of its objects that others took are
    taken back; with `delete_crds` its definitions go with it, and all objects of their kinds.
    """

    images: Mapping[str, str] = field(default_factory=dict)
    take_back: bool = False
    delete_crds: bool = False
    timeout_seconds: int = 600


@dataclass(frozen=True, slots=True, kw_only=True)
class Flannel(AddonSettings):
    """The pod network flannel; `mtu` None leaves it to flannel. `backend` is vxlan, host-gw or wireguard."""

    version: str
    backend: str
    mtu: int | None
    manifest: Artefact


@dataclass(frozen=True, slots=True, kw_only=True)
class Weave(AddonSettings):
    """The pod network Weave; `mtu` None leaves it to Weave. `encrypted` wants a password, which no spec has."""

    version: str
    mtu: int | None
    encrypted: bool
    manifest: Artefact


@dataclass(frozen=True, slots=True, kw_only=True)
class KubeletCsrApprover(AddonSettings):
    """The approver of kubelets' serving certificates; with it kubelets ask for one instead of signing their own."""

    version: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MetricsServer(AddonSettings):
    """What pods and nodes use, for autoscalers."""

    version: str
    replicas: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalPath(AddonSettings):
    """Volumes in a directory of the node; `reclaim_policy` is Delete or Retain, `default` makes its class the default one."""

    version: str
    path: str
    default: bool
    reclaim_policy: str
    helper_image: str
    manifest: Artefact


@dataclass(frozen=True, slots=True, kw_only=True)
class Metallb(AddonSettings):
    """Addresses for Services of type LoadBalancer, out of `ranges`: each its first and its last."""

    version: str
    ranges: tuple[AddressRange, ...]
    manifest: Artefact


@dataclass(frozen=True, slots=True, kw_only=True)
class Gateway(AddonSettings):
    """The Gateway API with Traefik at `version`; `service` is LoadBalancer or NodePort.

    With `tls_secret` it takes HTTPS, by the certificate in that Secret. The artefacts are the API's definitions."""

    version: str
    replicas: int
    service: str
    node_port: int | None
    tls_secret: str | None
    backendtlspolicies: Artefact
    gatewayclasses: Artefact
    gateways: Artefact
    grpcroutes: Artefact
    httproutes: Artefact
    referencegrants: Artefact


@dataclass(frozen=True, slots=True, kw_only=True)
class Headlamp(AddonSettings):
    """The web page of a cluster; with a `hostname` it is reached through the Gateway."""

    version: str
    hostname: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CoreDns(AddonSettings):
    """What is changed about the CoreDNS that kubeadm installs; without forwarders it asks those of its node."""

    replicas: int
    forwarders: tuple[str, ...]
    zones: Mapping[str, tuple[str, ...]]
    cache_seconds: int
    loop_guard: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """A Helm chart, a pinned archive or the path of one of the user's own, and what it is rendered with."""

    source: Artefact | str
    release_name: str
    namespace: str
    values: Fields


@dataclass(frozen=True, slots=True)
class Kustomization:
    """A directory with a kustomization.yaml."""

    directory: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Readiness:
    """When an object of an addon is ready: `when` as the annotation pulumi.com/waitFor has it; `namespace` None is any."""

    kind: str
    name: str
    namespace: str | None
    when: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomAddon(AddonSettings):
    """An addon of the user's own; `source` is a pinned manifest or the path of one, a directory to kustomize, or a chart."""

    name: str
    needs: tuple[str, ...]
    provides: tuple[str, ...]
    source: Artefact | str | Kustomization | Chart
    ready: tuple[Readiness, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StorageNode:
    """A node and those of its devices that Ceph takes."""

    name: str
    devices: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RookCeph(AddonSettings):
    """Storage by Ceph; `failure_domain` is host or osd, `default_class` block or filesystem. `destroy_data` gives the data up."""

    version: str
    ceph_image: str
    nodes: tuple[StorageNode, ...]
    monitors: int
    managers: int
    replicas: int
    failure_domain: str
    data_dir: str
    block: bool
    filesystem: bool
    object_store: bool
    default_class: str | None
    dashboard: bool
    destroy_data: bool
    crds: Artefact
    common: Artefact
    csioperator: Artefact
    operator: Artefact


@dataclass(frozen=True, slots=True, kw_only=True)
class Addons:
    """What runs in the cluster from the start; None is "not wanted". `given` are capabilities that something else provides."""

    flannel: Flannel | None = None
    weave: Weave | None = None
    kubelet_csr_approver: KubeletCsrApprover | None = None
    metrics_server: MetricsServer | None = None
    local_path: LocalPath | None = None
    metallb: Metallb | None = None
    gateway: Gateway | None = None
    headlamp: Headlamp | None = None
    coredns: CoreDns | None = None
    custom: tuple[CustomAddon, ...] = ()
    rook_ceph: RookCeph | None = None
    given: tuple[str, ...] = ()

    def wanted(self) -> Mapping[str, AddonSettings]:
        """The wanted addons, by their key in the catalogue or the name that the user gave."""
        known = {_key(each.name): addon for each in fields(self) if isinstance(addon := getattr(self, each.name), AddonSettings)}
        return {**known, **{addon.name: addon for addon in self.custom}}

    def provided(self) -> frozenset[str]:
        """The capabilities that an addon of the stack provides."""
        return frozenset().union(
            *(addon.provides if isinstance(addon, CustomAddon) else CATALOGUE[name].provides for name, addon in self.wanted().items())
        )

    def artefacts(self) -> Mapping[str, Artefact]:
        """Every file that is fetched for them, by addon and name: "flannel/manifest"."""
        return {f"{name}/{artefact}": pin for name, addon in self.wanted().items() for artefact, pin in artefacts_of(addon).items()}


def artefacts_of(addon: AddonSettings) -> Mapping[str, Artefact]:
    """The files of one addon by name."""
    pins = {each.name: getattr(addon, each.name) for each in fields(addon)}
    if isinstance(addon, CustomAddon) and isinstance(addon.source, Chart):
        pins["source"] = addon.source.source
    return {name: pin for name, pin in pins.items() if isinstance(pin, Artefact)}


def _key(name: str) -> str:
    """The key of a stack file that is read into the field of this name."""
    return re.sub("_([a-z])", lambda following: following[1].upper(), name)
