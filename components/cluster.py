"""A cluster, and the order of its parts: the only place where they meet."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import pulumi

from .addons import Addon, Addons, AddonsArgs, wanted_addons
from .addons.ceph_objects import ceph_services
from .api_object import provider
from .ceph_disks import CephDisks, CephDisksArgs
from .control_plane import ControlPlane, ControlPlaneArgs
from .core import names
from .core.bundle.contents import images_are_bundled
from .core.capabilities import misfits
from .core.render.kubeconfig import kubeconfig
from .core.roles import control_planes
from .core.spec import model
from .core.spec.model import ClusterSpec
from .core.steps import File, Passwords, credential_files, dns_defaults_step, needs_credentials
from .etcd_external import ExternalEtcd, ExternalEtcdArgs
from .etcd_given import GivenEtcd
from .etcd_stacked import StackedEtcd
from .etcd_topology import EtcdTopology
from .haproxy_balancer import HaproxyArgs, HaproxyBalancer
from .identity import Identity
from .load_balancer import ExistingEndpoint, LoadBalancer
from .pki import Pki
from .remote import Fleet, Node, Preflight, PreparedHost, RemoteStep
from .virtual_address import refuse_taken_address
from .worker_pool import WorkerPool, WorkerPoolArgs


@dataclass(frozen=True)
class Secrets:
    """What a cluster needs and no stack file shows. Without a private key the SSH agent is asked, and none is in the state.

    `etcd_client_key` is the key of the API servers' client certificate, in PEM, where etcd is given; `addons` are texts that addons
    ask for, by the name of their configuration; `passwords` those of registry mirrors and of the proxy.
    """

    ssh_private_key: pulumi.Output[str] | None = field(default=None, repr=False)
    etcd_client_key: pulumi.Output[str] | None = field(default=None, repr=False)
    addons: Mapping[str, pulumi.Output[str]] = field(default_factory=dict, repr=False)
    passwords: pulumi.Output[Passwords] | None = field(default=None, repr=False)


class Cluster(pulumi.ComponentResource):
    """A Kubernetes cluster on hosts that are reached by SSH."""

    kubeconfig: pulumi.Output[str]
    """For an administrator, with a client certificate that renews itself within its last month. Secret."""
    endpoint: pulumi.Output[str]
    """host:port of the API server."""
    nodes: pulumi.Output[list[dict[str, str]]]
    """Each with its name, address, role ("control-plane" or its pool's name) and Kubernetes version."""
    ca_hash: pulumi.Output[str]
    """For joining a host by hand: --discovery-token-ca-cert-hash."""

    def __init__(
        self, name: str, spec: ClusterSpec, secrets: Secrets, opts: pulumi.ResourceOptions | None = None, *, addons: Sequence[Addon] = ()
    ) -> None:
        """Registers the whole cluster; `addons` run in it beside those of the stack file.

        Raises:
            pulumi.RunError: a file of an addon cannot be had, what it needs is not provided, the stack's bundle lacks an image of it,
                or a password is missing; nothing has been registered then.
        """
        addons = [*wanted_addons(spec), *addons]
        given = frozenset(spec.addons.given)
        images = [image for addon in addons for image in addon.known_images()]
        if wrong := [*misfits(addons, given), *images_are_bundled(spec, images)]:
            raise pulumi.RunError("\n".join(map(str, wrong)))
        credentials = credentials_of_nodes(spec, secrets)
        super().__init__("kubeadm:index:Cluster", name, {}, opts)
        own = pulumi.ResourceOptions(parent=self)
        # Before the identity: a choice that hosts speak against can still be changed.
        judged = [Preflight(spec, secrets.ssh_private_key, own)] if spec.preflight.enabled else []
        identity = Identity(spec, refuse_taken_address, pulumi.ResourceOptions(parent=self, depends_on=judged))
        part = pulumi.ResourceOptions(parent=self, depends_on=[identity.unchanged])

        pki = Pki("pki", spec.protect, part)
        fleet = Fleet(
            spec=spec,
            cluster=self,
            images=[image for addon in addons for image in addon.images_of_every_node()],
            private_key=secrets.ssh_private_key,
            credentials=credentials,
            passwords=pki.mark(credentials.apply(_text)) if credentials else None,
        )
        etcd = etcd_topology(fleet, pki, secrets, part)
        discovery = pki.joining.apply(lambda credentials: kubeconfig(spec, "joining-host", credentials))
        self.kubeconfig = pulumi.Output.secret(pki.admin.apply(lambda credentials: kubeconfig(spec, "kubernetes-admin", credentials)))
        kubernetes = provider(spec.name, self.kubeconfig, part)

        runs = AddonsArgs(addons=addons, kubernetes=kubernetes, after=(), cluster=self, given=given, secrets=secrets.addons)

        def pod_network(initialized: pulumi.Resource) -> Sequence[pulumi.Resource]:
            early = replace(runs, addons=[addon for addon in addons if not addon.keeps_data], after=[initialized])
            return Addons("addons", early, part).ready.get("cni", ())

        plane = ControlPlaneArgs(
            fleet=fleet,
            material=pki.control_plane_material(discovery),
            etcd_stanza=etcd.kubeadm_stanza,
            etcd_files=etcd.client_files,
            etcd_files_change=etcd.renews,
            front=lambda prepared: load_balancer(fleet, pki, prepared, part),
            gate=etcd.gate,
            network=pod_network,
            ready=etcd.ready,
            settled=etcd.settled,
        )
        control_plane = ControlPlane(names.CONTROL_PLANE, plane, part)
        nodes = {**control_plane.nodes}
        for pool in spec.worker_pools:
            workers = WorkerPoolArgs(
                fleet=fleet,
                pool=pool,
                discovery_kubeconfig=discovery,
                initialized=control_plane.initialized,
                converged=control_plane.converged,
                kubernetes=kubernetes,
                network=control_plane.network,
            )
            nodes |= WorkerPool(pool.name, workers, part).nodes
        dns_defaults(fleet, control_plane, part)
        # With the component the engine would take all that is in it for what they need, and delete them one by one; Rook lets Ceph and what
        # is in it go only together.
        storage(fleet, replace(runs, cluster=identity.store), nodes, part)

        self.endpoint = pulumi.Output.from_input(str(spec.endpoint))
        self.nodes = pulumi.Output.from_input(node_list(spec))
        self.ca_hash = pki.ca_hash
        self.register_outputs({"endpoint": self.endpoint, "nodes": self.nodes, "caHash": self.ca_hash, "kubeconfig": self.kubeconfig})


def etcd_topology(fleet: Fleet, pki: Pki, secrets: Secrets, part: pulumi.ResourceOptions) -> EtcdTopology:
    """The topology that the stack file asks for.

    Raises:
        pulumi.RunError: etcd is given, but not the key of its client certificate.
    """
    match fleet.spec.etcd:
        case model.StackedEtcd() as etcd:
            return StackedEtcd(fleet, etcd, pki.etcd.crt, pki.etcd.key)
        case model.ExternalEtcd() as etcd:
            args = ExternalEtcdArgs(fleet=fleet, etcd=etcd, member=pki.etcd_member, client=pki.etcd_client)
            return ExternalEtcd(names.ETCD, args, part)
        case model.GivenEtcd() as etcd:
            if secrets.etcd_client_key is None:
                raise pulumi.RunError("Secrets.etcd_client_key: got nothing, want the key of the certificate in etcd.cert")
            return GivenEtcd(etcd, secrets.etcd_client_key)


def credentials_of_nodes(spec: ClusterSpec, secrets: Secrets) -> pulumi.Output[tuple[File, ...]] | None:
    """The files of passwords, where nodes use some.

    Raises:
        pulumi.RunError: there is a user without a password.
    """
    if not needs_credentials(spec):
        return None
    if secrets.passwords is None:
        raise pulumi.RunError("Secrets.passwords: got nothing, want the password of each user in sources.registryMirrors and sources.proxy")
    return pulumi.Output.secret(secrets.passwords.apply(lambda passwords: credential_files(spec, passwords)))


def _text(files: tuple[File, ...]) -> str:
    return "\n".join(f"{file.path}\n{file.content}" for file in files)


def dns_defaults(fleet: Fleet, plane: ControlPlane, part: pulumi.ResourceOptions) -> None:
    """What gives CoreDNS back to kubeadm when the stack file says nothing of it any more; control planes stay until it has."""
    if fleet.spec.addons.coredns is None:
        return
    after = pulumi.ResourceOptions(depends_on=[node.node for node in plane.nodes.values()], deleted_with=fleet.cluster)
    way = fleet.way(control_planes(fleet.spec)[0])
    RemoteStep(names.DNS_DEFAULTS, dns_defaults_step(fleet.spec), way, pulumi.ResourceOptions.merge(part, after))


def storage(fleet: Fleet, runs: AddonsArgs, nodes: Mapping[str, Node], part: pulumi.ResourceOptions) -> None:
    """What keeps data on nodes, once their disks have been looked at."""
    ceph = fleet.spec.addons.rook_ceph
    if ceph is None:
        return
    disks = CephDisks("ceph-disks", CephDisksArgs(fleet=fleet, ceph=ceph, nodes=nodes), part)
    kept = [addon for addon in runs.addons if addon.keeps_data]
    given = runs.given.union(*(addon.provides for addon in runs.addons if not addon.keeps_data))
    applied = Addons("storage", replace(runs, addons=kept, after=disks.fit, given=given), part).objects
    disks.guard(applied, ceph_services(ceph))


def load_balancer(fleet: Fleet, pki: Pki, prepared: Mapping[str, PreparedHost], part: pulumi.ResourceOptions) -> LoadBalancer:
    """What the stack file wants in front of the API servers; kube-vip is a file of the control planes and needs nothing else."""
    match fleet.spec.load_balancer:
        case model.Haproxy() as balancer:
            args = HaproxyArgs(fleet=fleet, balancer=balancer, ca_crt=pki.cluster.crt, prepared=prepared)
            return HaproxyBalancer(names.LOAD_BALANCER, args, part)
        case _:
            return ExistingEndpoint(fleet.spec.endpoint)


def node_list(spec: ClusterSpec) -> list[dict[str, str]]:
    """Every node of the stack file, control planes first."""
    groups = [("control-plane", spec.control_plane.hosts), *((pool.name, pool.hosts) for pool in spec.worker_pools)]
    return [
        {"name": host.name, "address": str(host.address), "role": role, "version": spec.kubernetes_version}
        for role, hosts in groups
        for host in hosts
    ]
