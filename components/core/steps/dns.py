"""CoreDNS as kubeadm installs it, for the day when the stack file says nothing of it any more."""

import json

from ..render.coredns import KUBEADM, coredns_fields
from ..spec.model import ClusterSpec
from .sheet import Sheet
from .step import SCRIPT_REVISIONS, Step


def dns_defaults_step(spec: ClusterSpec) -> Step:
    """delete: put kubeadm's settings of CoreDNS in place of the stack's. It runs on a control plane."""
    fields = {"apiVersion": "v1", "kind": "List", "items": coredns_fields(KUBEADM, spec.network.dns_domain)}
    parameters = {
        "REVISION": str(SCRIPT_REVISIONS["dns-defaults"]),
        "CLUSTER": spec.name,
        "OBJECTS": json.dumps(fields),
    }
    return Step("dns-defaults", Sheet(parameters), frozenset({"delete"}))
