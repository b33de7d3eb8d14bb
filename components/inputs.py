"""The arguments of a cluster by type, made from the tables of the stack file by `core/config/python_types.py`."""

from collections.abc import Mapping, Sequence
from typing import Any, Required, TypedDict

from .secrets import SecretsArgs


class BastionArgs(TypedDict, total=False):
    """An SSH server to hop through."""

    address: Required[str]
    """Address of the bastion. Changed on a live cluster: the host's steps connect anew; nothing changes on it."""

    port: int
    """Port of its SSH server. Default: `22`. Changed on a live cluster: the host's steps connect anew; nothing changes on it."""

    user: str
    """User on the bastion. Default: `"root"`. Changed on a live cluster: the host's steps connect anew; nothing changes on it."""

    host_key: str
    """Its public host key. Default: taken from `ssh.known_hosts`. Changed on a live cluster: the host's steps connect anew; nothing changes
    on it."""


class RepositoryArgs(TypedDict, total=False):
    """A signed package repository."""

    uri: str
    """Address of the repository; for dnf `$releasever` and `$basearch` may stand in it. Default: `kubernetes`: the official one of the
    minor; `packages`: required. Changed on a live cluster: rolls over every node, control planes first."""

    suite: str
    """For apt: its suite; `/` for a flat repository. Default: `"/"`. Changed on a live cluster: rolls over every node, control planes
    first."""

    components: Sequence[str]
    """For apt: its components; none with a suite that ends in `/`. Default: `[]`. Changed on a live cluster: rolls over every node, control
    planes first."""

    key: str
    """The public key it is signed with, as text. Default: `key_file` is read; in `sources.platforms` the key of the same name beside it.
    Changed on a live cluster: rolls over every node, control planes first."""

    key_file: str
    """A file that holds `key`. Default: `key` is used. Changed on a live cluster: rolls over every node, control planes first."""

    user: str
    """Who asks; the password is in the secret `secrets.repository_passwords`. Default: nobody in particular. Changed on a live cluster:
    rolls over every node, control planes first."""


class HostSshArgs(TypedDict, total=False):
    """What differs from `ssh` for one host."""

    address: str
    """Where its SSH server is found, if not at the host's `address`: a public address, or a name. Default: the host's `address`. Changed on
    a live cluster: the host's steps connect anew; nothing changes on it."""

    user: str
    """User on this host. Default: `ssh.user`. Changed on a live cluster: the host's steps connect anew; nothing changes on it."""

    port: int
    """Port of its SSH server. Default: `ssh.port`. Changed on a live cluster: the host's steps connect anew; nothing changes on it."""

    bastion: BastionArgs
    """Its bastion. Default: `ssh.bastion`. Changed on a live cluster: the host's steps connect anew; nothing changes on it."""


class ArgumentArgs(TypedDict, total=False):
    """An argument."""

    name: Required[str]
    """Name of the argument; may occur more than once. Changed on a live cluster: as its list."""

    value: Required[str]
    """Its value, as text. Changed on a live cluster: as its list."""


class ContainerdPlatformArgs(TypedDict, total=False):
    """How one platform has containerd."""

    package: str
    """The package that has containerd: the distribution's, or Docker's. Default: `containerd`; with dnf `containerd.io`. Changed on a live
    cluster: rolls over every node, control planes first."""

    version: str
    """Its version, 1.x or 2.x: the configuration fits the one that is there. Default: the version that is served when a host is set up.
    Changed on a live cluster: rolls over every node, control planes first."""


class SourcesPlatformArgs(TypedDict, total=False):
    """Where one platform has its packages from."""

    kubernetes: RepositoryArgs
    """Instead of `sources.kubernetes`. Default: `sources.kubernetes`, or the official one where that is for another package manager and has
    no `uri`. Changed on a live cluster: rolls over every node, control planes first."""

    packages: RepositoryArgs
    """A further repository. Default: the hosts' own repositories. Changed on a live cluster: rolls over every node, control planes
    first."""


class RegistryMirrorArgs(TypedDict, total=False):
    """What is asked instead of a registry; its URL alone will do."""

    url: Required[str]
    """Address of the mirror. Changed on a live cluster: rolls over every node, control planes first."""

    ca: str
    """The CA of its certificate. Default: `ca_file` is read; without both the CAs that the host knows. Changed on a live cluster: rolls
    over every node, control planes first."""

    ca_file: str
    """A file that holds `ca`. Default: `ca` is used. Changed on a live cluster: rolls over every node, control planes first."""

    user: str
    """Who asks; the password is in the secret `secrets.registry_passwords`. Default: nobody in particular. Changed on a live cluster: rolls
    over every node, control planes first."""

    override_path: bool
    """Whether the registry's API begins at the URL's own path, without /v2 behind it (projects of Harbor and the like). Default: `false`.
    Changed on a live cluster: rolls over every node, control planes first."""


class PinnedFileArgs(TypedDict, total=False):
    """A pinned file."""

    url: str
    """Where it is fetched from. Default: the official address. Changed on a live cluster: nothing on a live cluster."""

    sha256: str
    """Digest of its bytes. Default: the digest known for the version. Changed on a live cluster: nothing on a live cluster."""


class RookCephNodeArgs(TypedDict, total=False):
    """Disks of a node."""

    name: Required[str]
    """A node of the stack. Changed on a live cluster: adds and removes its disks."""

    devices: Required[Sequence[str]]
    """Disks or partitions without a file system, which Ceph takes as a whole. Changed on a live cluster: a new one is checked on the host,
    then taken; one that leaves the list stays in use until it is removed by Ceph's own means."""


class ReadinessArgs(TypedDict, total=False):
    """When an object is ready."""

    kind: Required[str]
    """Kind of the object. Changed on a live cluster: changed through the API, no host is contacted."""

    name: Required[str]
    """Its name. Changed on a live cluster: changed through the API, no host is contacted."""

    namespace: str
    """Its namespace. Default: any. Changed on a live cluster: changed through the API, no host is contacted."""

    when: Required[str]
    """What must hold: `condition=Available`, or `jsonpath={.status.phase}=Ready`. Changed on a live cluster: changed through the API, no
    host is contacted."""


class KeptFieldsArgs(TypedDict, total=False):
    """Fields that are kept."""

    kind: Required[str]
    """Kind of the object. Changed on a live cluster: changed through the API, no host is contacted."""

    name: Required[str]
    """Its name. Changed on a live cluster: changed through the API, no host is contacted."""

    namespace: str
    """Its namespace. Default: any. Changed on a live cluster: changed through the API, no host is contacted."""

    fields: Required[Sequence[str]]
    """Paths in it, such as `data.password` or `data["tls.crt"]`. Changed on a live cluster: keeps another field from now on, or draws one
    anew."""


class ManifestArgs(TypedDict, total=False):
    """A manifest of your own."""

    file: str
    """A file of it. Default: one of `file`, `url` is required. Changed on a live cluster: changed through the API, no host is contacted."""

    url: str
    """Where it is fetched from. Default: one of `file`, `url` is required. Changed on a live cluster: changed through the API, no host is
    contacted."""

    sha256: str
    """Digest of its bytes. Changed on a live cluster: changed through the API, no host is contacted."""


class ChartArgs(TypedDict, total=False):
    """A Helm chart of your own."""

    file: str
    """Its archive (.tgz) or its directory. Default: one of `file`, `url`, `repo`, `oci` is required. Changed on a live cluster: changed
    through the API, no host is contacted."""

    release_name: str
    """Name of the release. Default: the addon's name. Changed on a live cluster: changed through the API, no host is contacted."""

    namespace: Required[str]
    """Namespace of the release; made and deleted with the addon. Changed on a live cluster: changed through the API, no host is
    contacted."""

    values: Mapping[str, Any]
    """Values in place of the chart's own. No secrets: they are shown. Default: `{}`. Changed on a live cluster: changed through the API, no
    host is contacted."""

    url: str
    """Where it is fetched from. Default: one of `file`, `url`, `repo`, `oci` is required. Changed on a live cluster: changed through the
    API, no host is contacted."""

    sha256: str
    """Digest of the archive, in place of `digest`. Default: `digest` is used. Changed on a live cluster: changed through the API, no host
    is contacted."""

    repo: str
    """A Helm repository that has it; its index says where, `sha256` what. Default: one of `file`, `url`, `repo`, `oci` is required. Changed
    on a live cluster: changed through the API, no host is contacted."""

    name: str
    """Its name in `repo`. Changed on a live cluster: changed through the API, no host is contacted."""

    version: str
    """Its version in `oci`. Changed on a live cluster: changed through the API, no host is contacted."""

    oci: str
    """A registry of images that has it. Default: one of `file`, `url`, `repo`, `oci` is required. Changed on a live cluster: changed
    through the API, no host is contacted."""

    digest: str
    """The digest that `helm pull` prints. Default: `sha256` is used. Changed on a live cluster: changed through the API, no host is
    contacted."""


class HostArgs(TypedDict, total=False):
    """A host."""

    name: Required[str]
    """Its name, and that of its Node where it becomes one; with a domain where your hosts have one (node-1.dc1.example.com). Changed on a
    live cluster: refused while the machine is in the cluster: remove the host, run `up`, add it under its new name."""

    address: Required[str]
    """Its address in the cluster, and that of its SSH server unless `ssh.address` is another. Changed on a live cluster: refused while it
    is in the cluster: remove the host, run `up`, add it."""

    ssh: HostSshArgs
    """What differs from `ssh`. Default: `{}`. Changed on a live cluster: the host's steps connect anew; nothing changes on it."""

    host_key: str
    """Its public host key. Default: taken from `ssh.known_hosts`. Changed on a live cluster: the host's steps connect anew; nothing changes
    on it."""

    platform: str
    """The release of its system, as its /etc/os-release has it. Default: that of its pool, else of the stack. Changed on a live cluster:
    after its system has been upgraded: its repositories follow."""

    architecture: str
    """The architecture of its processor. Default: that of its pool, else of the stack. Changed on a live cluster: only with another
    `generation`: it is another machine."""

    generation: int
    """Counts the disks it has had; raise it, and write the new `host_key`, when it comes back on an empty one. Default: `1`. Changed on a
    live cluster: the host is set up anew; what it was is forgotten without contact."""

    dead: bool
    """That its disk is lost: it is not contacted any more. Default: `false`. Changed on a live cluster: `true` takes its etcd member and
    its Node away; after that take the host out, or raise its `generation`."""

    pod_network_address: str
    """Of a node with flannel: its address on the network that packets of pods take from node to node. Default: `address`. Changed on a live
    cluster: restarts flannel on every node, one after the other; pods go on running."""

    labels: Mapping[str, str]
    """Labels of its Node, beside those of its pool or of the control planes, and instead of them where both have a key. Default: `{}`.
    Changed on a live cluster: changed through the API, no host is contacted."""

    annotations: Mapping[str, str]
    """Annotations of its Node, in the same way. Default: `{}`. Changed on a live cluster: changed through the API, no host is contacted."""


class DrainArgs(TypedDict, total=False):
    """How nodes are drained."""

    grace_period_seconds: int
    """Time that pods get to end. Default: `-1`. Changed on a live cluster: kept in the cluster; removals and upgrades follow it from the
    same run on, and nothing changes on a host."""

    timeout_seconds: int
    """Time after which a drain has failed. Default: `300`. Changed on a live cluster: kept in the cluster; removals and upgrades follow it
    from the same run on, and nothing changes on a host."""

    on_blocked_budget: str
    """When a PodDisruptionBudget blocks a drain to its end: fail and name it, or delete the pods all the same. Default: `"fail"`. Changed
    on a live cluster: kept in the cluster; removals and upgrades follow it from the same run on, and nothing changes on a host."""


class ComponentArgs(TypedDict, total=False):
    """A component of the control plane."""

    extra_args: Sequence[ArgumentArgs]
    """Arguments that kubeadm adds, in this order. Default: `[]`. Changed on a live cluster: rolls over the control planes, one at a
    time."""


class ReleaseArgs(TypedDict, total=False):
    """A release of etcd."""

    version: str
    """Version of etcd, in quotes and without the v. Default: `"3.6.8"`. Changed on a live cluster: rolls over the members, one at a
    time."""

    url: str
    """Where its archive for the hosts' architecture is fetched from. Default: the release on GitHub. Changed on a live cluster: rolls over
    the members, one at a time."""

    sha256: str
    """Digest of the archive. Default: the digest known for the version. Changed on a live cluster: rolls over the members, one at a
    time."""


class TaintArgs(TypedDict, total=False):
    """A taint."""

    key: Required[str]
    """Key of the taint. Changed on a live cluster: changed through the API, no host is contacted."""

    value: str
    """Its value. Default: `""`. Changed on a live cluster: changed through the API, no host is contacted."""

    effect: Required[str]
    """What it does to pods that do not tolerate it. Changed on a live cluster: changed through the API, no host is contacted."""


class TimeArgs(TypedDict, total=False):
    """The hosts' clocks."""

    servers: Sequence[str]
    """What chrony follows, and nothing else; it is installed where it is missing. With none the host's time service stays as it is.
    Default: `[]`. Changed on a live cluster: rolls over every node, control planes first."""

    zone: str
    """Time zone of the hosts, such as Europe/Berlin. Default: each host's own. Changed on a live cluster: rolls over every node, control
    planes first."""


class HostsFileArgs(TypedDict, total=False):
    """Lines in /etc/hosts, in a block between two marks; all other lines stay as they are."""

    cluster: bool
    """Whether every host knows all hosts of the cluster by name. Default: `false`. Changed on a live cluster: rolls over every node,
    control planes first, and so does every host that comes or goes."""

    entries: Mapping[str, str]
    """Further names and their addresses. Default: `{}`. Changed on a live cluster: rolls over every node, control planes first."""


class JournalArgs(TypedDict, total=False):
    """Limits of the hosts' journals."""

    max_use: str
    """How much of a disk, or of memory, the journal may fill. Default: each host's own. Changed on a live cluster: rolls over every node,
    control planes first."""

    keep_for: str
    """How old entries become. Default: each host's own. Changed on a live cluster: rolls over every node, control planes first."""


class CommandsArgs(TypedDict, total=False):
    """Commands of your own, run as root by `bash -e`."""

    before: Sequence[str]
    """Run before a host is prepared, in this order. Default: `[]`. Changed on a live cluster: a new text rolls over every node, control
    planes first."""

    after: Sequence[str]
    """Run when it is prepared, before it joins. Default: `[]`. Changed on a live cluster: a new text rolls over every node, control planes
    first."""


class ProxyArgs(TypedDict, total=False):
    """The HTTP proxies of packages and images."""

    http: str
    """The proxy for http. Default: the one of `https`. Changed on a live cluster: rolls over every node, control planes first."""

    https: str
    """The proxy for https. Default: the one of `http`. Changed on a live cluster: rolls over every node, control planes first."""

    user: str
    """Who asks; the password is the secret `secrets.proxy_password`. Default: nobody in particular. Changed on a live cluster: rolls over
    every node, control planes first."""

    no_proxy: Sequence[str]
    """What is reached directly, beside the cluster's own names and addresses; name networks and not single hosts. Default: `[]`. Changed on
    a live cluster: rolls over every node, control planes first."""


class BundleArgs(TypedDict, total=False):
    """An offline bundle, which `make bundle` makes."""

    lock: str
    """What is in it, by digests. Default: required, or `lock_file`. Changed on a live cluster: rolls over every node, control planes
    first."""

    lock_file: str
    """A file that holds `lock`. Default: `lock` is used. Changed on a live cluster: rolls over every node, control planes first."""

    directory: str
    """Where its files are. Default: `"bundle"`. Changed on a live cluster: copied anew, where they differ."""

    images: Sequence[str]
    """Images for it beside those of the cluster and its addons: of pods of your own, and those that an operator starts. Default: `[]`.
    Changed on a live cluster: needs a bundle that is made anew."""


class FlannelArgs(TypedDict, total=False):
    """The pod network flannel."""

    version: str
    """Version of flannel. Default: `"v0.28.4"`. Changed on a live cluster: changed through the API, no host is contacted."""

    backend: str
    """How packets travel between nodes: docs/addons/flannel.md. Default: `"vxlan"`. Changed on a live cluster: rolls over the nodes; until
    the last has it, pods of different nodes do not reach each other."""

    mtu: int
    """MTU of pods. Default: flannel works it out. Changed on a live cluster: changed through the API, no host is contacted."""

    manifest: PinnedFileArgs
    """The manifest that is applied. Default: `{}`. Changed on a live cluster: changed through the API, no host is contacted."""

    images: Mapping[str, str]
    """Which image runs instead of one that the addon names, such as the same by digest. Default: `{}`. Changed on a live cluster: changed
    through the API, no host is contacted."""

    force_conflicts: bool
    """Whether to take over fields of its objects that others own (server-side apply); otherwise that is an error that names both. Default:
    `false`. Changed on a live cluster: changed through the API, no host is contacted."""

    delete_crds: bool
    """Whether its definitions (CRDs) go with it, and all objects of their kinds; to be set one `up` before it is removed. Default: `false`.
    Changed on a live cluster: changes the state only."""

    timeout_seconds: int
    """Time after which an object of it that is not ready is an error. Default: `600`. Changed on a live cluster: used by the next run;
    nothing changes on a host."""


class WeaveArgs(TypedDict, total=False):
    """The pod network Weave."""

    version: str
    """Version of the fork rajch/weave. Default: `"v2.9.0"`. Changed on a live cluster: changed through the API, no host is contacted."""

    mtu: int
    """MTU of pods. Default: 1376. Changed on a live cluster: changed through the API, no host is contacted."""

    encrypted: bool
    """Whether packets between nodes are encrypted, by the secret `secrets.weave_password` of the stack. Default: `false`. Changed on a live
    cluster: changed through the API, no host is contacted; nodes with and without do not hear each other until all have changed."""

    manifest: PinnedFileArgs
    """The manifest that is applied. Default: `{}`. Changed on a live cluster: changed through the API, no host is contacted."""

    images: Mapping[str, str]
    """Which image runs instead of one that the addon names, such as the same by digest. Default: `{}`. Changed on a live cluster: changed
    through the API, no host is contacted."""

    force_conflicts: bool
    """Whether to take over fields of its objects that others own (server-side apply); otherwise that is an error that names both. Default:
    `false`. Changed on a live cluster: changed through the API, no host is contacted."""

    delete_crds: bool
    """Whether its definitions (CRDs) go with it, and all objects of their kinds; to be set one `up` before it is removed. Default: `false`.
    Changed on a live cluster: changes the state only."""

    timeout_seconds: int
    """Time after which an object of it that is not ready is an error. Default: `600`. Changed on a live cluster: used by the next run;
    nothing changes on a host."""


class KubeletCsrApproverArgs(TypedDict, total=False):
    """The approver of kubelets' serving certificates."""

    version: str
    """Version of kubelet-csr-approver. Default: `"v1.2.14"`. Changed on a live cluster: changed through the API, no host is contacted."""

    images: Mapping[str, str]
    """Which image runs instead of one that the addon names, such as the same by digest. Default: `{}`. Changed on a live cluster: changed
    through the API, no host is contacted."""

    force_conflicts: bool
    """Whether to take over fields of its objects that others own (server-side apply); otherwise that is an error that names both. Default:
    `false`. Changed on a live cluster: changed through the API, no host is contacted."""

    delete_crds: bool
    """Whether its definitions (CRDs) go with it, and all objects of their kinds; to be set one `up` before it is removed. Default: `false`.
    Changed on a live cluster: changes the state only."""

    timeout_seconds: int
    """Time after which an object of it that is not ready is an error. Default: `600`. Changed on a live cluster: used by the next run;
    nothing changes on a host."""


class MetricsServerArgs(TypedDict, total=False):
    """Metrics-server."""

    version: str
    """Version of metrics-server. Default: `"v0.9.0"`. Changed on a live cluster: changed through the API, no host is contacted."""

    replicas: int
    """How many run, on different nodes where there are enough. Default: `1`. Changed on a live cluster: changed through the API, no host is
    contacted."""

    images: Mapping[str, str]
    """Which image runs instead of one that the addon names, such as the same by digest. Default: `{}`. Changed on a live cluster: changed
    through the API, no host is contacted."""

    force_conflicts: bool
    """Whether to take over fields of its objects that others own (server-side apply); otherwise that is an error that names both. Default:
    `false`. Changed on a live cluster: changed through the API, no host is contacted."""

    delete_crds: bool
    """Whether its definitions (CRDs) go with it, and all objects of their kinds; to be set one `up` before it is removed. Default: `false`.
    Changed on a live cluster: changes the state only."""

    timeout_seconds: int
    """Time after which an object of it that is not ready is an error. Default: `600`. Changed on a live cluster: used by the next run;
    nothing changes on a host."""


class LocalPathArgs(TypedDict, total=False):
    """Volumes in a directory of the node."""

    version: str
    """Version of local-path. Default: `"v0.0.30"`. Changed on a live cluster: changed through the API, no host is contacted."""

    path: str
    """Directory on every node; volumes that are there already stay where they are. Default: `"/opt/local-path-provisioner"`. Changed on a
    live cluster: changed through the API, no host is contacted."""

    default: bool
    """Whether its class is the one for claims that name none. Default: `false`. Changed on a live cluster: changed through the API, no host
    is contacted."""

    reclaim_policy: str
    """What becomes of a volume's data when its claim is deleted. Default: `"Delete"`. Changed on a live cluster: refused by Kubernetes, as
    classes do not change; remove the addon first."""

    helper_image: str
    """Image with a shell that makes and removes directories. Default: `"docker.io/library/busybox:1.37.0"`. Changed on a live cluster:
    changed through the API, no host is contacted."""

    manifest: PinnedFileArgs
    """The manifest that is applied. Default: `{}`. Changed on a live cluster: changed through the API, no host is contacted."""

    images: Mapping[str, str]
    """Which image runs instead of one that the addon names, such as the same by digest. Default: `{}`. Changed on a live cluster: changed
    through the API, no host is contacted."""

    force_conflicts: bool
    """Whether to take over fields of its objects that others own (server-side apply); otherwise that is an error that names both. Default:
    `false`. Changed on a live cluster: changed through the API, no host is contacted."""

    delete_crds: bool
    """Whether its definitions (CRDs) go with it, and all objects of their kinds; to be set one `up` before it is removed. Default: `false`.
    Changed on a live cluster: changes the state only."""

    timeout_seconds: int
    """Time after which an object of it that is not ready is an error. Default: `600`. Changed on a live cluster: used by the next run;
    nothing changes on a host."""


class MetallbArgs(TypedDict, total=False):
    """Addresses for Services of type LoadBalancer."""

    version: str
    """Version of MetalLB. Default: `"v0.15.3"`. Changed on a live cluster: changed through the API, no host is contacted."""

    ranges: Required[Sequence[str]]
    """Addresses that Services get, of the hosts' own network and of nobody else there. Changed on a live cluster: changed through the API,
    no host is contacted."""

    manifest: PinnedFileArgs
    """The manifest that is applied. Default: `{}`. Changed on a live cluster: changed through the API, no host is contacted."""

    images: Mapping[str, str]
    """Which image runs instead of one that the addon names, such as the same by digest. Default: `{}`. Changed on a live cluster: changed
    through the API, no host is contacted."""

    force_conflicts: bool
    """Whether to take over fields of its objects that others own (server-side apply); otherwise that is an error that names both. Default:
    `false`. Changed on a live cluster: changed through the API, no host is contacted."""

    delete_crds: bool
    """Whether its definitions (CRDs) go with it, and all objects of their kinds; to be set one `up` before it is removed. Default: `false`.
    Changed on a live cluster: changes the state only."""

    timeout_seconds: int
    """Time after which an object of it that is not ready is an error. Default: `600`. Changed on a live cluster: used by the next run;
    nothing changes on a host."""


class GatewayArgs(TypedDict, total=False):
    """The Gateway API, with Traefik."""

    version: str
    """Version of Traefik. Default: `"v3.6.12"`. Changed on a live cluster: changed through the API, no host is contacted."""

    replicas: int
    """How many run, on different nodes where there are enough. Default: `2`. Changed on a live cluster: changed through the API, no host is
    contacted."""

    service: str
    """How it is reached from outside; LoadBalancer needs an addon that gives addresses. Default: `"NodePort"`. Changed on a live cluster:
    changed through the API, no host is contacted."""

    node_port: int
    """The port of every node that leads to it. Default: Kubernetes chooses one. Changed on a live cluster: changed through the API, no host
    is contacted."""

    tls_secret: str
    """A certificate (type kubernetes.io/tls) that you keep in the namespace gateway; with it the Gateway takes HTTPS too. Default: HTTP
    only. Changed on a live cluster: changed through the API, no host is contacted."""

    backendtlspolicies: PinnedFileArgs
    """The definition of backendtlspolicies. Default: `{}`. Changed on a live cluster: changed through the API, no host is contacted."""

    gatewayclasses: PinnedFileArgs
    """The definition of gatewayclasses. Default: `{}`. Changed on a live cluster: changed through the API, no host is contacted."""

    gateways: PinnedFileArgs
    """The definition of gateways. Default: `{}`. Changed on a live cluster: changed through the API, no host is contacted."""

    grpcroutes: PinnedFileArgs
    """The definition of grpcroutes. Default: `{}`. Changed on a live cluster: changed through the API, no host is contacted."""

    httproutes: PinnedFileArgs
    """The definition of httproutes. Default: `{}`. Changed on a live cluster: changed through the API, no host is contacted."""

    referencegrants: PinnedFileArgs
    """The definition of referencegrants. Default: `{}`. Changed on a live cluster: changed through the API, no host is contacted."""

    images: Mapping[str, str]
    """Which image runs instead of one that the addon names, such as the same by digest. Default: `{}`. Changed on a live cluster: changed
    through the API, no host is contacted."""

    force_conflicts: bool
    """Whether to take over fields of its objects that others own (server-side apply); otherwise that is an error that names both. Default:
    `false`. Changed on a live cluster: changed through the API, no host is contacted."""

    delete_crds: bool
    """Whether its definitions (CRDs) go with it, and all objects of their kinds; to be set one `up` before it is removed. Default: `false`.
    Changed on a live cluster: changes the state only."""

    timeout_seconds: int
    """Time after which an object of it that is not ready is an error. Default: `600`. Changed on a live cluster: used by the next run;
    nothing changes on a host."""


class HeadlampArgs(TypedDict, total=False):
    """The web page Headlamp."""

    version: str
    """Version of Headlamp. Default: `"v0.45.0"`. Changed on a live cluster: changed through the API, no host is contacted."""

    hostname: str
    """The name by which browsers find it through the Gateway; people send it their tokens, so use it with HTTPS. Default: reached by
    `kubectl port-forward` only. Changed on a live cluster: changed through the API, no host is contacted."""

    images: Mapping[str, str]
    """Which image runs instead of one that the addon names, such as the same by digest. Default: `{}`. Changed on a live cluster: changed
    through the API, no host is contacted."""

    force_conflicts: bool
    """Whether to take over fields of its objects that others own (server-side apply); otherwise that is an error that names both. Default:
    `false`. Changed on a live cluster: changed through the API, no host is contacted."""

    delete_crds: bool
    """Whether its definitions (CRDs) go with it, and all objects of their kinds; to be set one `up` before it is removed. Default: `false`.
    Changed on a live cluster: changes the state only."""

    timeout_seconds: int
    """Time after which an object of it that is not ready is an error. Default: `600`. Changed on a live cluster: used by the next run;
    nothing changes on a host."""


class RookCephArgs(TypedDict, total=False):
    """Storage by Ceph."""

    version: str
    """Version of Rook: one minor after the other. Default: `"v1.20.6"`. Changed on a live cluster: changed through the API, no host is
    contacted."""

    ceph_image: str
    """Image of Ceph, by its full version; changes once Rook has rolled out. Default: `"quay.io/ceph/ceph:v20.2.4"`. Changed on a live
    cluster: changed through the API, no host is contacted."""

    nodes: Required[Sequence[RookCephNodeArgs]]
    """Where data is kept. Changed on a live cluster: see its keys."""

    monitors: int
    """Monitors, each on a node of its own. Default: `3`. Changed on a live cluster: changed through the API, no host is contacted."""

    managers: int
    """Managers, each on a node of its own. Default: `2`. Changed on a live cluster: changed through the API, no host is contacted."""

    replicas: int
    """Copies of everything. Default: `3`. Changed on a live cluster: changed through the API, no host is contacted."""

    failure_domain: str
    """What may be lost at once: no two copies are on the same host, or only on the same disk. Default: `"host"`. Changed on a live cluster:
    changed through the API, no host is contacted."""

    data_dir: str
    """Where monitors keep their data on nodes. Default: `"/var/lib/rook"`. Changed on a live cluster: not to be changed."""

    block: bool
    """Block devices: the class ceph-block. Default: `true`. Changed on a live cluster: changed through the API, no host is contacted."""

    filesystem: bool
    """A filesystem for many pods: the class ceph-filesystem. Default: `false`. Changed on a live cluster: changed through the API, no host
    is contacted."""

    object_store: bool
    """Buckets as S3 has them: the class ceph-bucket. Default: `false`. Changed on a live cluster: changed through the API, no host is
    contacted."""

    default_class: str
    """Which of them claims without a class get. Default: none. Changed on a live cluster: changed through the API, no host is contacted."""

    dashboard: bool
    """Ceph's own web page. Default: `false`. Changed on a live cluster: changed through the API, no host is contacted."""

    destroy_data: bool
    """Whether a removal may take all data along, and wipes the disks; to be set one `up` before it. Default: `false`. Changed on a live
    cluster: changed through the API, no host is contacted."""

    crds: PinnedFileArgs
    """Rook's manifest crds.yaml. Default: `{}`. Changed on a live cluster: changed through the API, no host is contacted."""

    common: PinnedFileArgs
    """Rook's manifest common.yaml. Default: `{}`. Changed on a live cluster: changed through the API, no host is contacted."""

    csioperator: PinnedFileArgs
    """Rook's manifest csioperator.yaml. Default: `{}`. Changed on a live cluster: changed through the API, no host is contacted."""

    operator: PinnedFileArgs
    """Rook's manifest operator.yaml. Default: `{}`. Changed on a live cluster: changed through the API, no host is contacted."""

    images: Mapping[str, str]
    """Which image runs instead of one that the addon names, such as the same by digest. Default: `{}`. Changed on a live cluster: changed
    through the API, no host is contacted."""

    force_conflicts: bool
    """Whether to take over fields of its objects that others own (server-side apply); otherwise that is an error that names both. Default:
    `false`. Changed on a live cluster: changed through the API, no host is contacted."""

    delete_crds: bool
    """Whether its definitions (CRDs) go with it, and all objects of their kinds; to be set one `up` before it is removed. Default: `false`.
    Changed on a live cluster: changes the state only."""

    timeout_seconds: int
    """Time after which an object of it that is not ready is an error. Default: `600`. Changed on a live cluster: used by the next run;
    nothing changes on a host."""


class CorednsArgs(TypedDict, total=False):
    """What is changed about CoreDNS."""

    replicas: int
    """How many of its pods run. Default: `2`. Changed on a live cluster: changed through the API, no host is contacted."""

    forwarders: Sequence[str]
    """DNS servers for names outside of the cluster; none are those of each node's /etc/resolv.conf. Default: `[]`. Changed on a live
    cluster: changed through the API, no host is contacted."""

    zones: Mapping[str, Sequence[str]]
    """DNS servers of single zones. Default: `{}`. Changed on a live cluster: changed through the API, no host is contacted."""

    cache_seconds: int
    """For how long an answer is kept. Default: `30`. Changed on a live cluster: changed through the API, no host is contacted."""

    loop_guard: bool
    """Whether CoreDNS stops when its questions come back to it (a node's resolver that leads to the cluster). Default: `true`. Changed on a
    live cluster: changed through the API, no host is contacted."""

    timeout_seconds: int
    """Time after which an object of it that is not ready is an error. Default: `600`. Changed on a live cluster: used by the next run;
    nothing changes on a host."""


class CustomAddonArgs(TypedDict, total=False):
    """An addon of your own."""

    name: Required[str]
    """Its name; the first part of the names of its resources. Changed on a live cluster: removes the addon and adds one."""

    needs: Sequence[str]
    """What others must provide first, such as "cni". Default: `[]`. Changed on a live cluster: changed through the API, no host is
    contacted."""

    provides: Sequence[str]
    """What others may need of it. Default: `[]`. Changed on a live cluster: changed through the API, no host is contacted."""

    ready: Sequence[ReadinessArgs]
    """What is waited for beside the rollout of its workloads. Default: `[]`. Changed on a live cluster: changed through the API, no host is
    contacted."""

    keep: Sequence[KeptFieldsArgs]
    """Fields that a chart draws anew every time: they stay what they were first, as secrets. Default: `[]`. Changed on a live cluster:
    changed through the API, no host is contacted."""

    images: Mapping[str, str]
    """Which image runs instead of one that the addon names, such as the same by digest. Default: `{}`. Changed on a live cluster: changed
    through the API, no host is contacted."""

    force_conflicts: bool
    """Whether to take over fields of its objects that others own (server-side apply); otherwise that is an error that names both. Default:
    `false`. Changed on a live cluster: changed through the API, no host is contacted."""

    delete_crds: bool
    """Whether its definitions (CRDs) go with it, and all objects of their kinds; to be set one `up` before it is removed. Default: `false`.
    Changed on a live cluster: changes the state only."""

    timeout_seconds: int
    """Time after which an object of it that is not ready is an error. Default: `600`. Changed on a live cluster: used by the next run;
    nothing changes on a host."""

    manifest: ManifestArgs
    """Its objects as they are written. Default: one of `manifest`, `kustomization`, `chart` is required. Changed on a live cluster: changed
    through the API, no host is contacted."""

    kustomization: str
    """A directory with a kustomization.yaml, without remote parts. Default: one of `manifest`, `kustomization`, `chart` is required.
    Changed on a live cluster: changed through the API, no host is contacted."""

    chart: ChartArgs
    """A Helm chart, rendered as `helm template` does it. Default: one of `manifest`, `kustomization`, `chart` is required. Changed on a
    live cluster: changed through the API, no host is contacted."""


class SshArgs(TypedDict, total=False):
    """How hosts are reached."""

    user: str
    """User on every host; not root: needs sudo without a password. Default: `"root"`. Changed on a live cluster: the host's steps connect
    anew; nothing changes on it."""

    port: int
    """Port of the hosts' SSH servers. Default: `22`. Changed on a live cluster: the host's steps connect anew; nothing changes on it."""

    known_hosts: str
    """A known_hosts file (sshd(8), hashed entries too) with the keys of hosts that have no `host_key`. Default: every host needs a
    `host_key`. Changed on a live cluster: the host's steps connect anew; nothing changes on it."""

    private_key_file: str
    """A private key file; its content then stands, encrypted, in the state. Default: the SSH agent is asked, or the secret
    `secrets.ssh_private_key` is used. Changed on a live cluster: the host's steps connect anew; nothing changes on it."""

    bastion: BastionArgs
    """The host that connections hop through. Default: hosts are reached directly. Changed on a live cluster: the host's steps connect anew;
    nothing changes on it."""


class NetworkArgs(TypedDict, total=False):
    """Address ranges."""

    pod_cidr: str
    """Addresses of pods; every node takes a /24 of it. Default: `"10.244.0.0/16"`. Changed on a live cluster: refused in preview."""

    service_cidr: str
    """Addresses of Services. Default: `"10.96.0.0/12"`. Changed on a live cluster: refused in preview."""

    dns_domain: str
    """Domain of the cluster's DNS. Default: `"cluster.local"`. Changed on a live cluster: refused in preview."""


class ControlPlaneArgs(TypedDict, total=False):
    """The control plane."""

    hosts: Required[Sequence[HostArgs]]
    """Hosts of the API server; an odd number with stacked etcd. Changed on a live cluster: adds and removes control planes."""

    init_host: str
    """The one host that may create the cluster; after that no host is special. Default: the host where there is one; required with several.
    Changed on a live cluster: one that the cluster has is used by the next run, and nothing changes on a host; one that is new is
    refused."""

    schedulable: bool
    """Whether ordinary pods may run here. Default: `false`. Changed on a live cluster: rolls over the control planes, one at a time."""

    labels: Mapping[str, str]
    """Labels of the Nodes of control planes; labels that others set stay. Default: `{}`. Changed on a live cluster: changed through the
    API, no host is contacted."""

    annotations: Mapping[str, str]
    """Annotations of the Nodes of control planes; annotations that others set stay. Default: `{}`. Changed on a live cluster: changed
    through the API, no host is contacted."""

    drain: DrainArgs
    """How control planes are drained before they are removed, and how pods leave them for another minor. Default: `{}`. Changed on a live
    cluster: kept in the cluster; removals and upgrades follow it from the same run on, and nothing changes on a host."""

    cert_sans: Sequence[str]
    """Further names in the API server's certificate. Default: `[]`. Changed on a live cluster: rolls over the control planes, one at a
    time."""

    api_server: ComponentArgs
    """kube-apiserver. Default: `{}`. Changed on a live cluster: rolls over the control planes, one at a time."""

    controller_manager: ComponentArgs
    """kube-controller-manager. Default: `{}`. Changed on a live cluster: rolls over the control planes, one at a time."""

    scheduler: ComponentArgs
    """kube-scheduler. Default: `{}`. Changed on a live cluster: rolls over the control planes, one at a time."""


class LoadBalancerArgs(TypedDict, total=False):
    """The load balancer of the API servers."""

    type: str
    """haproxy with keepalived, kube-vip on the control planes, or what you have at `endpoint`. Default: `"existing"`. Changed on a live
    cluster: adds and removes load balancers; `endpoint` stays."""

    vip: str
    """A free address of the hosts' network that one of them holds at a time. Changed on a live cluster: moves it; refused in preview where
    `endpoint` is this address."""

    port: int
    """The port it listens on; with kubeVip that of the API servers. Default: that of `endpoint`, else `6443`, or `8443` for haproxy on the
    control planes. Changed on a live cluster: refused in preview."""

    interface: str
    """The network interface that holds `vip`. Default: the one with the host's own address. Changed on a live cluster: reloads the load
    balancer, one host after the other."""

    hosts: Sequence[HostArgs]
    """Hosts of its own. Default: haproxy runs on the control planes. Changed on a live cluster: adds and removes load balancers."""

    router_id: int
    """VRRP's virtual router id; unique on its network (the project's other stacks are looked at). Default: made from `vip`, so that
    neighbours differ. Changed on a live cluster: reloads the load balancer, one host after the other."""

    image: str
    """Its image. Default: `"ghcr.io/kube-vip/kube-vip:v1.0.0"`. Changed on a live cluster: reloads the load balancer, one host after the
    other."""


class EtcdArgs(TypedDict, total=False):
    """Etcd."""

    topology: str
    """Where etcd runs: beside each API server, on `hosts` of its own, or somewhere already. Default: `"stacked"`. Changed on a live
    cluster: refused in preview."""

    data_dir: str
    """Its data directory; emptied when a host is removed. Default: `"/var/lib/etcd"`. Changed on a live cluster: refused in preview."""

    extra_args: Sequence[ArgumentArgs]
    """Further arguments of etcd, in this order. Default: `[]`. Changed on a live cluster: rolls over the control planes or the members, one
    at a time."""

    hosts: Sequence[HostArgs]
    """1, 3 or 5 hosts that are nothing else. Changed on a live cluster: adds and removes members, one at a time."""

    init_host: str
    """The one host that may create the etcd cluster; after that no member is special. Default: the host where there is one; required with
    several. Changed on a live cluster: one that the cluster has is used by the next run, and nothing changes on a host; one that is new is
    refused."""

    client_port: int
    """Port for API servers. Default: `2379`. Changed on a live cluster: refused in preview."""

    peer_port: int
    """Port for other members. Default: `2380`. Changed on a live cluster: refused in preview."""

    metrics_port: int
    """Port for metrics and health, on the host itself only. Default: `2381`. Changed on a live cluster: rolls over the members, one at a
    time."""

    quota_bytes: int
    """Size at which etcd takes no more writes. Default: `8589934592`. Changed on a live cluster: rolls over the members, one at a time."""

    compaction_retention: str
    """For how long etcd keeps history. Default: `"8h"`. Changed on a live cluster: rolls over the members, one at a time."""

    release: ReleaseArgs
    """The programs. Default: `{}`. Changed on a live cluster: rolls over the members, one at a time."""

    endpoints: Sequence[str]
    """The client URLs of its members. Changed on a live cluster: rolls over the control planes, one at a time."""

    ca: str
    """The CA of its members, as text. Default: required, or `ca_file`. Changed on a live cluster: rolls over the control planes, one at a
    time."""

    ca_file: str
    """A file that holds `ca`. Default: `ca` is used. Changed on a live cluster: rolls over the control planes, one at a time."""

    cert: str
    """The API servers' client certificate, as text; its key is the secret `secrets.etcd_client_key`. Default: required, or `cert_file`.
    Changed on a live cluster: rolls over the control planes, one at a time."""

    cert_file: str
    """A file that holds `cert`. Default: `cert` is used. Changed on a live cluster: rolls over the control planes, one at a time."""


class WorkerPoolArgs(TypedDict, total=False):
    """A pool of workers that are alike."""

    name: Required[str]
    """Name of the pool. Changed on a live cluster: keeps the nodes; only the pool's name in the state changes."""

    platform: str
    """What its hosts run. Default: that of the stack. Changed on a live cluster: after its system has been upgraded: its repositories
    follow."""

    architecture: str
    """That of its hosts. Default: that of the stack. Changed on a live cluster: used by the next run; nothing changes on a host."""

    hosts: Required[Sequence[HostArgs]]
    """Its hosts, in any order; with none of them the pool is there for `drain`, which removals of its last hosts follow. Changed on a live
    cluster: adds and removes workers."""

    max_unavailable: Any
    """How many nodes may be changed at a time; a percentage of the pool is rounded down, to one at least. Default: `1`. Changed on a live
    cluster: used by the next run; nothing changes on a host."""

    kubernetes_version: str
    """Version of Kubernetes of its nodes: that of the cluster, or an older one, three minors at most. Default: that of the cluster. Changed
    on a live cluster: upgrades the pool, `max_unavailable` nodes at a time:
    [docs/upgrades.md](../docs/upgrades.md#pools-that-lag-behind)."""

    labels: Mapping[str, str]
    """Labels of its Nodes; labels that others set stay. Default: `{}`. Changed on a live cluster: changed through the API, no host is
    contacted."""

    annotations: Mapping[str, str]
    """Annotations of its Nodes; annotations that others set stay. Default: `{}`. Changed on a live cluster: changed through the API, no
    host is contacted."""

    taints: Sequence[TaintArgs]
    """Taints of its Nodes; taints that others set stay. Default: `[]`. Changed on a live cluster: changed key by key, from a control
    plane."""

    kubelet: Mapping[str, Any]
    """What differs from `kubelet` in this pool. Default: `{}`. Changed on a live cluster: rolls over the pool, `max_unavailable` nodes at a
    time."""

    drain: DrainArgs
    """How its nodes are drained before they are removed, and how pods leave them for another minor. Default: `{}`. Changed on a live
    cluster: kept in the cluster; removals and upgrades follow it from the same run on, and nothing changes on a host."""


class KubeadmArgs(TypedDict, total=False):
    """What kubeadm is told beside the rest."""

    feature_gates: Mapping[str, bool]
    """kubeadm's own feature gates. Default: `{}`. Changed on a live cluster: rolls over the control planes, one at a time."""

    patches: Mapping[str, str]
    """Files of kubeadm's patch directory. Default: `{}`. Changed on a live cluster: rolls over every node, control planes first."""

    ignore_preflight_errors: Sequence[str]
    """Preflight checks whose errors become warnings. Default: `[]`. Changed on a live cluster: reaches hosts that are added later; nothing
    on a live node."""


class ContainerdArgs(TypedDict, total=False):
    """The container runtime; `package` and `version` are for hosts of the stack's own `platform`."""

    package: str
    """The package that has containerd: the distribution's, or Docker's. Default: `containerd`; with dnf `containerd.io`. Changed on a live
    cluster: rolls over every node, control planes first."""

    version: str
    """Its version, 1.x or 2.x: the configuration fits the one that is there. Default: the version that is served when a host is set up.
    Changed on a live cluster: rolls over every node, control planes first."""

    platforms: Mapping[str, ContainerdPlatformArgs]
    """How other platforms have it. Default: `{}`. Changed on a live cluster: rolls over every node, control planes first."""

    sandbox_image: str
    """The pause image. Default: the one of kubeadm, from `sources.image_repository`. Changed on a live cluster: rolls over every node,
    control planes first."""

    restrict_oom_score_adj: bool
    """For hosts that are containers themselves and may not lower a process's OOM score. Default: `false`. Changed on a live cluster: rolls
    over every node, control planes first."""


class PreparationArgs(TypedDict, total=False):
    """What a host needs before Kubernetes."""

    swap: str
    """`off` turns swap off, for reboots too; `limited` leaves it on, and pods use it up to their share (with cgroup v2); `keep` leaves it
    on and needs `kubelet.failSwapOn: false`. Default: `"off"`. Changed on a live cluster: rolls over every node, control planes first."""

    selinux: str
    """What SELinux is where a host has it; `enforcing` brings the policy that containers need, and labels them. Default: `"leave"`. Changed
    on a live cluster: rolls over every node, control planes first."""

    kernel_modules: Sequence[str]
    """Modules to load beside overlay and br_netfilter. One that leaves the list stays loaded until the host boots. Default: `[]`. Changed
    on a live cluster: rolls over every node, control planes first."""

    sysctl: Mapping[str, str]
    """Settings beside ip_forward and bridge-nf-call-iptables, which are 1. One that leaves gets back the value it had before. Default:
    `{}`. Changed on a live cluster: rolls over every node, control planes first."""

    time: TimeArgs
    """Time servers and time zone. Default: `{}`. Changed on a live cluster: see its keys."""

    hostname: str
    """`set` gives each host the name it has here, and a line in its /etc/hosts. Default: `"leave"`. Changed on a live cluster: rolls over
    every node, control planes first."""

    hosts_file: HostsFileArgs
    """Names that hosts find without DNS. Default: `{}`. Changed on a live cluster: see its keys."""

    journal: JournalArgs
    """What the hosts' journals may grow to. Default: `{}`. Changed on a live cluster: see its keys."""

    kubelet_drop_ins: Mapping[str, str]
    """Files for /etc/systemd/system/kubelet.service.d. Default: `{}`. Changed on a live cluster: rolls over every node, control planes
    first, and restarts the kubelet."""

    packages: Sequence[str]
    """Packages to install; one with a version, or a pattern such as 3.2.*, is held there. One that leaves the list is removed where it came
    with it. Default: `[]`. Changed on a live cluster: rolls over every node, control planes first."""

    commands: CommandsArgs
    """Whatever no other key does. Default: `{}`. Changed on a live cluster: see its keys."""


class FirewallArgs(TypedDict, total=False):
    """The firewalls of the hosts."""

    mode: str
    """What becomes of firewalld, ufw or nftables where a host runs one: nothing, the cluster's ports are opened in it, or it is stopped
    until the host leaves. Default: `"leave"`. Changed on a live cluster: rolls over every host, those of each kind one after the other."""

    node_networks: Sequence[str]
    """The networks that hold every host of the cluster; required. Default: `[]`. Changed on a live cluster: rolls over every host, those of
    each kind one after the other."""

    api_from: Sequence[str]
    """Who may reach the API beside `node_networks`; everybody where it is empty. Default: `[]`. Changed on a live cluster: rolls over every
    host, those of each kind one after the other."""


class SourcesArgs(TypedDict, total=False):
    """Where packages and images come from."""

    preset: str
    """Where Kubernetes' packages and images come from, unless the keys below say otherwise. Default: `"official"`. Changed on a live
    cluster: rolls over every node, control planes first."""

    kubernetes: RepositoryArgs
    """kubelet, kubeadm, kubectl, cri-tools and kubernetes-cni. Default: `{}`. Changed on a live cluster: rolls over every node, control
    planes first."""

    packages: RepositoryArgs
    """A further repository, for containerd, on hosts of the stack's own `platform`. Default: the hosts' own repositories. Changed on a live
    cluster: rolls over every node, control planes first."""

    platforms: Mapping[str, SourcesPlatformArgs]
    """What other platforms have from elsewhere. Default: `{}`. Changed on a live cluster: rolls over every node, control planes first."""

    image_repository: str
    """Where kubeadm finds the images of the control plane. Default: that of `preset`: `registry.k8s.io`, with aliyun
    `registry.aliyuncs.com/google_containers`. Changed on a live cluster: rolls over every node, control planes first."""

    registry_mirrors: Mapping[str, Any]
    """What containerd asks instead of a registry: several in this order, the registry itself where all fail. Default: `{}`. Changed on a
    live cluster: rolls over every node, control planes first."""

    proxy: ProxyArgs
    """What nodes fetch packages and images through. Default: nothing. Changed on a live cluster: rolls over every node, control planes
    first."""

    bundle: BundleArgs
    """What nodes are given instead of packages and images from a network. Default: none. Changed on a live cluster: rolls over every node,
    control planes first."""


class PreflightArgs(TypedDict, total=False):
    """What is asked of hosts before anything is changed."""

    enabled: bool
    """Whether `up` asks a host what it is, and ends where something is wrong, before it touches the host for the first time. Default:
    `true`. Changed on a live cluster: used by the next run; nothing changes on a host."""

    severity: Mapping[str, str]
    """How much a check weighs, by its name in [docs/preflight.md](../docs/preflight.md). Default: `{}`. Changed on a live cluster: used by
    the next run; nothing changes on a host."""


class AddonsArgs(TypedDict, total=False):
    """What runs in the cluster from the start."""

    flannel: FlannelArgs
    """A pod network. Default: none: install a pod network yourself. Changed on a live cluster: changed through the API, no host is
    contacted."""

    weave: WeaveArgs
    """Another pod network; its project is hardly kept up. Default: none. Changed on a live cluster: changed through the API, no host is
    contacted."""

    kubelet_csr_approver: KubeletCsrApproverArgs
    """Kubelets get serving certificates of the cluster's CA, which this addon approves. Default: none: kubelets sign their own. Changed on
    a live cluster: rolls over every node, control planes first."""

    metrics_server: MetricsServerArgs
    """What pods and nodes use, for `kubectl top` and autoscalers; needs `kubelet_csr_approver`. Default: none. Changed on a live cluster:
    changed through the API, no host is contacted."""

    local_path: LocalPathArgs
    """Volumes in a directory of the node. Default: none. Changed on a live cluster: changed through the API, no host is contacted."""

    metallb: MetallbArgs
    """Addresses for Services of type LoadBalancer. Default: none. Changed on a live cluster: changed through the API, no host is
    contacted."""

    gateway: GatewayArgs
    """The Gateway API and its controller. Default: none. Changed on a live cluster: changed through the API, no host is contacted."""

    headlamp: HeadlampArgs
    """A web page of the cluster. Default: none. Changed on a live cluster: changed through the API, no host is contacted."""

    rook_ceph: RookCephArgs
    """Storage by Ceph. Default: none. Changed on a live cluster: changed through the API, no host is contacted."""

    coredns: CorednsArgs
    """What is changed about the cluster's DNS. Default: as kubeadm installs it. Changed on a live cluster: changed through the API; a
    control plane is contacted when it is taken out."""

    custom: Sequence[CustomAddonArgs]
    """Addons of your own. Default: `[]`. Changed on a live cluster: changed through the API, no host is contacted."""

    existing: Sequence[str]
    """What addons need and something outside of this stack provides, such as "cni". Default: `[]`. Changed on a live cluster: used by the
    next run; nothing changes on a host."""


class ClusterArgs(TypedDict, total=False):
    """A cluster."""

    name: Required[str]
    """Name of the cluster. Changed on a live cluster: refused in preview."""

    kubernetes_version: Required[str]
    """Version of Kubernetes, in quotes and without the v. Changed on a live cluster: upgrades the cluster, a minor at a time:
    [docs/upgrades.md](../docs/upgrades.md)."""

    platform: str
    """What its hosts run, but for those that say otherwise. Default: `"debian-12"`. Changed on a live cluster: after its system has been
    upgraded: its repositories follow."""

    architecture: str
    """That of its hosts, but for those that say otherwise. Default: `"amd64"`. Changed on a live cluster: used by the next run; nothing
    changes on a host."""

    endpoint: str
    """Where clients and nodes find the API server. Default: `load_balancer.vip` and its port, else the address of the only control plane,
    port 6443. Changed on a live cluster: refused in preview."""

    protect: bool
    """Whether `pulumi destroy` refuses, before it has deleted anything. Default: `true`. Changed on a live cluster: changes the state
    only."""

    ssh: SshArgs
    """How hosts are reached. Default: `{}`. Changed on a live cluster: see its keys."""

    network: NetworkArgs
    """Address ranges and DNS domain. Default: `{}`. Changed on a live cluster: refused in preview."""

    control_plane: Required[ControlPlaneArgs]
    """The control plane. Changed on a live cluster: see its keys."""

    load_balancer: LoadBalancerArgs
    """What leads to the API servers. Default: `{}`. Changed on a live cluster: see its keys."""

    etcd: EtcdArgs
    """The store of the control plane. Default: `{}`. Changed on a live cluster: see its keys."""

    worker_pools: Sequence[WorkerPoolArgs]
    """Pools of workers, in any order. Default: `[]`. Changed on a live cluster: adds and removes workers."""

    kubeadm: KubeadmArgs
    """What kubeadm is told beside the rest. Default: `{}`. Changed on a live cluster: see its keys."""

    kubelet: Mapping[str, Any]
    """Settings of every kubelet. Default: `{}`. Changed on a live cluster: rolls over every node, control planes first."""

    kubelet_extra_args: Sequence[ArgumentArgs]
    """Arguments of every kubelet that its configuration has no field for. Default: `[]`. Changed on a live cluster: reaches hosts that are
    added later; nothing on a live node."""

    kube_proxy: Mapping[str, Any]
    """Settings of kube-proxy. Default: `{}`. Changed on a live cluster: rolls over its DaemonSet."""

    containerd: ContainerdArgs
    """The container runtime. Default: `{}`. Changed on a live cluster: see its keys."""

    preparation: PreparationArgs
    """What a host needs before Kubernetes. Default: `{}`. Changed on a live cluster: see its keys."""

    firewall: FirewallArgs
    """The firewalls of the hosts. Default: `{}`. Changed on a live cluster: see its keys."""

    sources: SourcesArgs
    """Where packages and images come from. Default: `{}`. Changed on a live cluster: see its keys."""

    preflight: PreflightArgs
    """What is asked of hosts before anything is changed. Default: `{}`. Changed on a live cluster: see its keys."""

    addons: AddonsArgs
    """What runs in the cluster from the start. Default: `{"flannel": {}}`. Changed on a live cluster: see its keys."""

    secrets: SecretsArgs
    """The secrets of the cluster, each of which may be an Output."""
