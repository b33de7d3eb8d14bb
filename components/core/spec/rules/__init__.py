"""What must hold between the values of a stack file. A rule is a function from what was read to problems.

To add a rule is to write one function and name it in `RULES`.
"""

from collections.abc import Callable, Iterator
from typing import Final, TypeAlias

from ..problems import Problem
from ..values import Values
from . import addons, endpoint, etcd, fields, firewall, hosts, kubernetes, load_balancer, network, nodes, preparation, services, sources, storage

Rule: TypeAlias = Callable[[Values], Iterator[Problem]]

RULES: Final[tuple[Rule, ...]] = (
    hosts.names_are_unique,
    hosts.addresses_are_unique,
    hosts.init_hosts_are_there,
    hosts.somebody_lives,
    hosts.pool_names_are_unique,
    network.ranges_do_not_overlap,
    network.pod_range_holds_the_nodes,
    network.service_range_has_the_size_kubeadm_wants,
    network.addresses_are_outside_the_ranges,
    endpoint.endpoint_is_where_the_api_answers,
    endpoint.several_control_planes_share_an_endpoint,
    endpoint.endpoint_leads_to_the_load_balancer,
    load_balancer.keys_are_of_the_type,
    load_balancer.vip_is_there,
    load_balancer.vip_is_free,
    load_balancer.vip_is_in_the_network_of_its_hosts,
    load_balancer.balancer_port_is_that_of_the_endpoint,
    load_balancer.balancer_port_is_free,
    etcd.keys_are_of_the_topology,
    etcd.external_members_are_an_odd_number,
    etcd.ports_are_distinct,
    etcd.external_arguments_are_unique,
    etcd.members_have_one_architecture,
    etcd.release_is_pinned,
    etcd.release_is_accepted_by_kubeadm,
    etcd.given_cluster_is_whole,
    etcd.given_endpoints_are_unique,
    kubernetes.version_is_supported,
    kubernetes.feature_gates_exist,
    kubernetes.patches_have_a_target,
    kubernetes.patches_of_etcd_have_an_etcd,
    kubernetes.arguments_are_not_the_librarys_own,
    kubernetes.arguments_still_exist,
    fields.fields_exist,
    fields.fields_are_not_the_librarys_own,
    fields.max_pods_fit_the_node_range,
    fields.proxy_mode_exists,
    nodes.pools_roll_in_time,
    nodes.labels_are_not_reserved,
    nodes.taints_are_not_reserved,
    nodes.taints_are_unique,
    nodes.drain_outlasts_its_grace,
    firewall.keys_are_of_the_mode,
    firewall.networks_hold_every_host,
    preparation.kept_swap_is_accepted,
    preparation.limited_swap_is_the_kubelets,
    preparation.forwarding_stays_on,
    preparation.packages_are_nobody_elses,
    preparation.commands_are_unique,
    preparation.names_in_the_hosts_file_are_not_hosts,
    sources.repositories_are_whole,
    sources.mirrors_serve_every_platform,
    sources.mirrors_keep_their_secrets,
    sources.proxy_is_somewhere,
    sources.bundle_is_locked,
    addons.names_are_unique,
    addons.own_addons_are_one_thing,
    addons.own_files_are_pinned,
    addons.needs_are_met,
    addons.zones_are_not_the_clusters,
    addons.artefacts_are_pinned,
    addons.versions_fit_kubernetes,
    storage.disks_are_of_nodes_that_take_pods,
    storage.there_are_nodes_enough,
    storage.the_default_class_is_there,
    services.service_ranges_are_free,
    services.who_wants_a_route_has_a_gateway,
    services.who_wants_an_address_gets_one,
)
