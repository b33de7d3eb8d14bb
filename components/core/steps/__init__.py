"""What is done on a host, as values: which script, with which parameter sheet."""

from .balancer import balancer_ca, balancer_converge_step, balancer_step
from .credentials import Passwords, credential_files, credentials_step, needs_credentials
from .dns import dns_defaults_step
from .etcd import certificates_step
from .membership import membership_step
from .node import converge_step, install_step, join_secrets, join_step, node_step
from .prepare import needs_preparation, prepare_step
from .sheet import File, Sheet
from .step import JoinMaterial, Step, command
from .storage import ceph_ready_step, data_guard_step, raw_devices_step

__all__ = [
    "File",
    "JoinMaterial",
    "Passwords",
    "Sheet",
    "Step",
    "balancer_ca",
    "balancer_converge_step",
    "balancer_step",
    "ceph_ready_step",
    "certificates_step",
    "command",
    "converge_step",
    "credential_files",
    "credentials_step",
    "data_guard_step",
    "dns_defaults_step",
    "install_step",
    "join_secrets",
    "join_step",
    "membership_step",
    "needs_credentials",
    "needs_preparation",
    "node_step",
    "prepare_step",
    "raw_devices_step",
]
