"""The steps of the cluster's DNS: the wait for it after a build, and kubeadm's own settings of CoreDNS when the stack has none."""

import json

from ..config.model import ClusterSpec
from ..render.coredns import KUBEADM, coredns_fields
from .step import Step

_KUBEADMS_DNS = 10
"""The index of its address in the range of Services, as kubeadm assigns it."""


def dns_ready_step(spec: ClusterSpec) -> Step:
    """Returns the step, which runs on a control plane. create: wait until CoreDNS answers."""
    server = str(spec.network.service_cidr[_KUBEADMS_DNS])
    return Step.of("dns-ready", spec, None, {"create"}, SERVER=server, NAME=f"kubernetes.default.svc.{spec.network.dns_domain}")


def dns_defaults_step(spec: ClusterSpec) -> Step:
    """Returns the step, which runs on a control plane. delete: put back kubeadm's settings of CoreDNS."""
    fields = {"apiVersion": "v1", "kind": "List", "items": coredns_fields(KUBEADM, spec.network.dns_domain)}
    return Step.of("dns-defaults", spec, None, {"delete"}, OBJECTS=json.dumps(fields))
