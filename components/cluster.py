"""A cluster: its parts in the order in which they are built, and the only module in which they meet."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, overload

import pulumi
import pulumi_kubernetes as kubernetes

from .addons import Addon, Addons, AddonsArgs, wanted_addons
from .addons.ceph_objects import ceph_services
from .addons.requirements import refuse_unmet_requirements
from .api_object import provider
from .arguments import from_arguments
from .caller import STACK_FILE, program
from .ceph_disks import CephDisks, CephDisksArgs
from .claims import refuse_shared
from .cluster_steps import dns_defaults, dns_ready, drain_settings
from .control_plane import ControlPlane, ControlPlaneArgs
from .core import names
from .core.config import model
from .core.config.addons.rook_ceph import RookCeph
from .core.config.model import ClusterSpec
from .core.render.kubeconfig import kubeconfig
from .etcd_existing import ExistingEtcd
from .etcd_external import ExternalEtcd, ExternalEtcdArgs
from .etcd_stacked import StackedEtcd
from .etcd_topology import EtcdTopology
from .haproxy_balancer import HaproxyArgs, HaproxyBalancer
from .identity import Identity
from .inputs import ClusterArgs
from .kubernetes_version import version_begun, version_reached
from .load_balancer import ExistingEndpoint, LoadBalancer
from .naming import Part
from .outputs import EtcdAccess, NodeInfo, etcd_access, node_list
from .owner import Owner
from .pki import Pki
from .protection import Protection
from .remote import Fleet, Node, Preflight, PreparedHost
from .roster import Roster, refuse_late_joins, remember_dead
from .secrets import Secrets, as_text, credentials_of_hosts
from .virtual_address import refuse_taken_address
from .worker_pool import WorkerPool, WorkerPoolArgs


class Cluster(Part):
    """A Kubernetes cluster on hosts that are reached by SSH."""

    kubeconfig: pulumi.Output[str]
    """For an administrator, with a client certificate that `up` renews in its last month. Secret."""
    provider: kubernetes.Provider
    """For resources of pulumi-kubernetes, which then wait for the API server; what needs workers depends on the cluster itself."""
    endpoint: pulumi.Output[str]
    """host:port of the API server."""
    ca_hash: pulumi.Output[str]
    """For joining a host by hand: --discovery-token-ca-cert-hash."""
    ca_certificate: pulumi.Output[str]
    """The CA of the cluster, in PEM."""
    nodes: pulumi.Output[list[NodeInfo]]
    """Every node, control planes first."""
    etcd: pulumi.Output[EtcdAccess]
    """The members of etcd and a client certificate. Secret."""
    outputs: dict[str, pulumi.Output[Any]]
    """All of these but the provider, by the names that a stack exports."""

    @overload
    def __init__(
        self,
        name: str,
        args: ClusterArgs,
        opts: pulumi.ResourceOptions | None = None,
        *,
        addons: Sequence[Addon] = (),
        prefix: str | None = None,
    ) -> None: ...

    @overload
    def __init__(
        self,
        name: str,
        args: ClusterSpec,
        secrets: Secrets,
        opts: pulumi.ResourceOptions | None = None,
        *,
        addons: Sequence[Addon] = (),
        prefix: str | None = None,
    ) -> None: ...

    def __init__(
        self,
        name: str,
        args: ClusterArgs | ClusterSpec,
        *further: Secrets | pulumi.ResourceOptions | None,
        secrets: Secrets | None = None,
        opts: pulumi.ResourceOptions | None = None,
        addons: Sequence[Addon] = (),
        prefix: str | None = None,
    ) -> None:
        """Registers the whole cluster; `addons` run in it beside those of its description.

        The description is typed arguments, or what `config.load` and `parse` return of a stack file. The names of all children begin with
        `prefix`, by default the resource's name and a dash. A renamed resource is another one: with its old prefix a cluster that gets
        another name keeps all that it has.

        Raises:
            pulumi.RunError: the arguments are wrong, another cluster of the program has a host or an address of this one, a file of an
                addon cannot be had, what it needs is not provided, the stack's bundle lacks an image of it, or a password is missing;
                nothing has been registered then.
        """
        caller = STACK_FILE if isinstance(args, ClusterSpec) else program(name)
        opts = next((each for each in further if isinstance(each, pulumi.ResourceOptions)), opts)
        if isinstance(args, ClusterSpec):
            spec, secrets = args, next((each for each in further if isinstance(each, Secrets)), secrets or Secrets())
        else:
            spec, secrets = from_arguments(name, args)
        addons = [*wanted_addons(spec), *addons]
        refuse_unmet_requirements(spec, addons)
        refuse_shared(name, spec, caller)
        credentials = credentials_of_hosts(spec, secrets)
        protection = Protection(spec.protect)
        watched = pulumi.ResourceOptions(transformations=[protection.watch])
        merged = pulumi.ResourceOptions.merge(opts, watched)
        super().__init__("kubeadm:index:Cluster", name, {}, merged, prefix=f"{name}-" if prefix is None else prefix)
        own = pulumi.ResourceOptions(parent=self)
        owner = Owner(spec, own)
        # Preflight comes before the identity and the roster: a choice that a host refuses can still be changed.
        judged = [Preflight(spec, owner.id, secrets.ssh_private_key, own)] if spec.preflight.enabled else []
        after = pulumi.ResourceOptions(parent=self, depends_on=judged)
        identity, roster = Identity(spec, caller, (refuse_late_joins, refuse_taken_address), after), Roster(spec, caller, after)
        version = version_begun(spec, caller, after)
        part = pulumi.ResourceOptions(parent=self, depends_on=[identity.unchanged, roster.unmoved, version])

        pki = Pki("pki", spec.protect, part)
        joining = pki.joining.apply(lambda credentials: kubeconfig(spec, "joining-host", credentials))
        self.kubeconfig = pulumi.Output.secret(pki.admin.apply(lambda credentials: kubeconfig(spec, "kubernetes-admin", credentials)))
        fleet = Fleet(
            spec=spec,
            owner=owner.id,
            cluster=self,
            images=[image for addon in addons for image in addon.images_of_every_node()],
            private_key=secrets.ssh_private_key,
            credentials=credentials,
            passwords=pki.mark(credentials.apply(as_text)) if credentials else None,
        )

        etcd = etcd_topology(fleet, pki, secrets, part)
        until = pki.until(pki.etcd_reader() if isinstance(spec.etcd, model.ExistingEtcd) else etcd.client)
        plane = ControlPlaneArgs(fleet=fleet, material=pki.control_plane_material(joining), etcd_files=etcd.client_files, until=until)
        control_plane = ControlPlane(names.CONTROL_PLANE, plane, part)
        balancer = load_balancer(fleet, pki, control_plane.hosts, part)

        first = control_plane.init(*etcd.ready, *balancer.ready)
        quorum = remember_dead(spec, etcd.quorum_check(first), caller, part)
        control_plane.update_first(quorum, *balancer.update(quorum), *etcd.members_updated)

        reachable = pulumi.ResourceOptions.merge(part, pulumi.ResourceOptions(depends_on=[control_plane.initialized]))
        self.provider = provider(spec.name, self.kubeconfig, reachable)
        runs = AddonsArgs(
            addons=[addon for addon in addons if not addon.keeps_data],
            kubernetes=self.provider,
            after=[control_plane.initialized],
            cluster=self,
            existing=frozenset(spec.addons.existing),
            secrets=secrets.addons,
        )
        network = Addons("addons", runs, part).ready.get("cni", ())
        settings = drain_settings(fleet, control_plane.initialized, part)

        control_plane.join_others()
        control_plane.update_others()
        control_plane.sync_nodes(network)
        protection.keep(names.CONTROL_PLANE, (node.join for node in control_plane.nodes.values()), own)

        workers: dict[str, Node] = {}
        for pool in spec.worker_pools:
            workers_args = WorkerPoolArgs(
                fleet=fleet,
                pool=pool,
                discovery_kubeconfig=joining,
                initialized=control_plane.initialized,
                converged=[control_plane.converged, settings],
                network=network,
            )
            workers |= WorkerPool(pool.name, workers_args, part).nodes
        # One for all pools: a protected resource of a pool would keep that pool from leaving the stack file.
        protection.keep("workers", (node.join for node in workers.values()), own)

        nodes = [*control_plane.nodes.values(), *workers.values()]
        version_reached(spec, [node.converge for node in nodes if not node.host.dead], caller, own)
        dns_ready(fleet, control_plane.nodes, part)
        dns_defaults(fleet, control_plane.nodes, part)

        # These are deleted with the identity, not with this component: for the engine everything in the component would depend on it, so
        # that each object is deleted by itself, and Rook lets Ceph and its pools go only together.
        kept = replace(runs, addons=[addon for addon in addons if addon.keeps_data], cluster=identity.store)
        storage(fleet, runs.addons, kept, control_plane.nodes | workers, part)
        protection.close(own)

        self.endpoint = pulumi.Output.from_input(str(spec.endpoint))
        self.nodes = pulumi.Output.from_input(node_list(spec))
        self.ca_hash, self.ca_certificate = pki.ca_hash, pki.cluster.crt
        self.etcd = pulumi.Output.secret(etcd.client.apply(lambda credentials: etcd_access(etcd.endpoints, credentials)))
        self.outputs = {
            "kubeconfig": self.kubeconfig,
            "endpoint": self.endpoint,
            "caHash": self.ca_hash,
            "caCertificate": self.ca_certificate,
            "nodes": self.nodes,
            "etcd": self.etcd,
        }
        self.register_outputs(self.outputs)


def etcd_topology(fleet: Fleet, pki: Pki, secrets: Secrets, part: pulumi.ResourceOptions) -> EtcdTopology:
    """Returns the topology of the stack file.

    Raises:
        pulumi.RunError: etcd is an existing one, but not the key of its client certificate.
    """
    match fleet.spec.etcd:
        case model.StackedEtcd():
            return StackedEtcd(fleet, pki.etcd.crt, pki.etcd.key, pki.etcd_reader())
        case model.ExternalEtcd() as etcd:
            args = ExternalEtcdArgs(fleet=fleet, etcd=etcd, member=pki.etcd_member, client=pki.etcd_client)
            return ExternalEtcd(names.ETCD, args, part)
        case model.ExistingEtcd() as etcd:
            if secrets.etcd_client_key is None:
                raise pulumi.RunError("Secrets.etcd_client_key: got nothing, want the key of the certificate in etcd.cert")
            return ExistingEtcd(etcd, secrets.etcd_client_key)


def storage(fleet: Fleet, before: Sequence[Addon], kept: AddonsArgs, nodes: Mapping[str, Node], part: pulumi.ResourceOptions) -> None:
    """Registers the addons that keep data on nodes, once the disks of those have been checked; the addons `before` run already."""
    ceph = fleet.spec.addons.get(RookCeph)
    if ceph is None:
        return
    disks = CephDisks("ceph-disks", CephDisksArgs(fleet=fleet, ceph=ceph, nodes=nodes), part)
    existing = kept.existing.union(*(addon.provides for addon in before))
    applied = Addons("storage", replace(kept, after=disks.fit, existing=existing), part).objects
    disks.guard(applied, ceph_services(ceph))


def load_balancer(fleet: Fleet, pki: Pki, prepared: Mapping[str, PreparedHost], part: pulumi.ResourceOptions) -> LoadBalancer:
    """Returns the load balancer of the stack file. kube-vip is a static pod of the control planes and has no resources of its own."""
    match fleet.spec.load_balancer:
        case model.Haproxy() as balancer:
            args = HaproxyArgs(fleet=fleet, balancer=balancer, ca_crt=pki.cluster.crt, prepared=prepared)
            return HaproxyBalancer(names.LOAD_BALANCER, args, part)
        case _:
            return ExistingEndpoint(fleet.spec.endpoint)
