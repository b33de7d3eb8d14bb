"""Addons in a stack file. A new addon is a module with its table, and a line here."""

from typing import Final

from ...model import Addons
from ...readers import ListOf, Scalar
from ...syntax.kubernetes import dns_label
from ...tables import Default, Key, Object
from ..changes import LIVE, NEXT_RUN, ROLLS_ALL
from .coredns import COREDNS
from .custom import CUSTOM
from .flannel import FLANNEL
from .gateway import GATEWAY
from .headlamp import HEADLAMP
from .kubelet_csr_approver import KUBELET_CSR_APPROVER
from .local_path import LOCAL_PATH
from .metallb import METALLB
from .metrics_server import METRICS_SERVER
from .rook_ceph import ROOK_CEPH
from .weave import WEAVE

ADDONS: Final = Object(
    "what runs in the cluster from the start",
    Addons,
    (
        Key("flannel", FLANNEL, "A pod network.", LIVE, default=Default.NONE, unset="none: install a pod network yourself"),
        Key("weave", WEAVE, "Another pod network; its project is hardly kept up.", LIVE, default=Default.NONE, unset="none"),
        Key(
            "kubeletCsrApprover",
            KUBELET_CSR_APPROVER,
            "Kubelets get serving certificates of the cluster's CA, which this addon approves.",
            ROLLS_ALL,
            default=Default.NONE,
            unset="none: kubelets sign their own",
        ),
        Key(
            "metricsServer",
            METRICS_SERVER,
            "What pods and nodes use, for `kubectl top` and autoscalers; needs `kubeletCsrApprover`.",
            LIVE,
            default=Default.NONE,
            unset="none",
        ),
        Key("localPath", LOCAL_PATH, "Volumes in a directory of the node.", LIVE, default=Default.NONE, unset="none"),
        Key("metallb", METALLB, "Addresses for Services of type LoadBalancer.", LIVE, default=Default.NONE, unset="none"),
        Key("gateway", GATEWAY, "The Gateway API and its controller.", LIVE, default=Default.NONE, unset="none"),
        Key("headlamp", HEADLAMP, "A web page of the cluster.", LIVE, default=Default.NONE, unset="none"),
        Key("rookCeph", ROOK_CEPH, "Storage by Ceph.", LIVE, default=Default.NONE, unset="none"),
        Key(
            "coredns",
            COREDNS,
            "What is changed about the cluster's DNS.",
            "changed through the API; a control plane is contacted when it is taken out",
            default=Default.NONE,
            unset="as kubeadm installs it",
        ),
        Key("custom", ListOf(CUSTOM), "Addons of your own.", LIVE, default=[]),
        Key(
            "given",
            ListOf(Scalar("capability", dns_label)),
            'What addons need and something outside of this stack provides, such as "cni".',
            NEXT_RUN,
            default=[],
        ),
    ),
)
