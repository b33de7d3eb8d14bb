"""Steps: the scripts that run on hosts, each with its input."""

from .balancer import balancer_ca, balancer_converge_step, balancer_step
from .cleanup import cleanup_step
from .credentials import Passwords, credential_files, credential_names, credentials_of, credentials_step, needs_credentials
from .dns import dns_defaults_step, dns_ready_step
from .drain import drain_settings_step, only_node_for_pods
from .etcd import certificates_step
from .membership import membership_step
from .node import converge_step, forget_step, has_member, install_step, join_secrets, join_step, node_step, renewal_step, stacked_leave_step
from .prepare import needs_preparation, prepare_step
from .step import JoinMaterial, Step, command, packed_file, scripts_directory
from .step_input import File, StepInput, compressed
from .storage import ceph_ready_step, data_guard_step, raw_devices_step

__all__ = [
    "File",
    "JoinMaterial",
    "Passwords",
    "Step",
    "StepInput",
    "balancer_ca",
    "balancer_converge_step",
    "balancer_step",
    "ceph_ready_step",
    "certificates_step",
    "cleanup_step",
    "command",
    "compressed",
    "converge_step",
    "credential_files",
    "credential_names",
    "credentials_of",
    "credentials_step",
    "data_guard_step",
    "dns_defaults_step",
    "dns_ready_step",
    "drain_settings_step",
    "forget_step",
    "has_member",
    "install_step",
    "join_secrets",
    "join_step",
    "membership_step",
    "needs_credentials",
    "needs_preparation",
    "node_step",
    "only_node_for_pods",
    "packed_file",
    "prepare_step",
    "raw_devices_step",
    "renewal_step",
    "scripts_directory",
    "stacked_leave_step",
]
