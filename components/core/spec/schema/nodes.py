"""The nodes of the cluster: the control plane and the pools of workers."""

from typing import Final

from ..entries import Component, ControlPlaneEntry, Drain, PoolEntry
from ..model import Taint
from ..readers import ListOf, MapOf, Scalar
from ..syntax.amount import amount
from ..syntax.kubernetes import dns_label, label_value, qualified_name
from ..syntax.network import certificate_name
from ..syntax.text import choice, fields, integer, truth
from ..tables import Default, Key, Object
from .arguments import arguments
from .changes import LIVE, NEXT_RUN, PLATFORM_CHANGE, ROLLS_CONTROL_PLANE, ROLLS_POOL
from .hosts import ARCHITECTURE, HOSTS, PLATFORM

EXTRA_ARGS: Final = arguments("extraArgs", "Arguments that kubeadm adds, in this order.", ROLLS_CONTROL_PLANE)
COMPONENT: Final = Object("a component of the control plane", Component, (EXTRA_ARGS,))

CONTROL_PLANE: Final = Object(
    "the control plane",
    ControlPlaneEntry,
    (
        Key("hosts", HOSTS, "Hosts of the API server; an odd number with stacked etcd.", "adds and removes control planes"),
        Key(
            "initHost",
            Scalar("name of a host", dns_label),
            "The one host that may create the cluster; after that no host is special.",
            NEXT_RUN,
            default=Default.NONE,
            unset="the host where there is one; required with several",
        ),
        Key("schedulable", Scalar("truth value", truth), "Whether ordinary pods may run here.", ROLLS_CONTROL_PLANE, default=False),
        Key(
            "certSans",
            ListOf(Scalar("address or DNS name", certificate_name)),
            "Further names in the API server's certificate.",
            ROLLS_CONTROL_PLANE,
            default=[],
        ),
        Key("apiServer", COMPONENT, "kube-apiserver.", ROLLS_CONTROL_PLANE, default={}),
        Key("controllerManager", COMPONENT, "kube-controller-manager.", ROLLS_CONTROL_PLANE, default={}),
        Key("scheduler", COMPONENT, "kube-scheduler.", ROLLS_CONTROL_PLANE, default={}),
    ),
)

TAINT: Final = Object(
    "a taint",
    Taint,
    (
        Key("key", Scalar("qualified name", qualified_name), "Key of the taint.", LIVE),
        Key("value", Scalar("label value", label_value), "Its value.", LIVE, default=""),
        Key(
            "effect",
            Scalar("NoSchedule, PreferNoSchedule or NoExecute", choice("NoSchedule", "PreferNoSchedule", "NoExecute")),
            "What it does to pods that do not tolerate it.",
            LIVE,
        ),
    ),
)

DRAIN: Final = Object(
    "how nodes are drained",
    Drain,
    (
        Key(
            "gracePeriodSeconds",
            Scalar("seconds, -1 for each pod's own", integer(-1, 86400)),
            "Time that pods get to end.",
            NEXT_RUN,
            default=-1,
        ),
        Key("timeoutSeconds", Scalar("seconds", integer(1, 86400)), "Time after which a drain has failed.", NEXT_RUN, default=300),
        Key(
            "onBlockedBudget",
            Scalar('"fail" or "force"', choice("fail", "force")),
            "When a PodDisruptionBudget blocks a drain to its end: fail and name it, or delete the pods all the same.",
            NEXT_RUN,
            default="fail",
        ),
    ),
)

WORKER_POOL: Final = Object(
    "a pool of workers that are alike",
    PoolEntry,
    (
        Key("name", Scalar("DNS label", dns_label), "Name of the pool.", "keeps the nodes; only the pool's name in the state changes"),
        Key("hosts", HOSTS, "Its hosts, in any order.", "adds and removes workers"),
        Key("platform", PLATFORM, "What its hosts run.", PLATFORM_CHANGE, default=Default.NONE, unset="that of the stack"),
        Key("architecture", ARCHITECTURE, "That of its hosts.", NEXT_RUN, default=Default.NONE, unset="that of the stack"),
        Key(
            "maxUnavailable",
            Scalar('number or percentage such as "20%"', amount(10000)),
            "How many nodes may be changed at a time; a percentage of the pool is rounded down, to one at least.",
            NEXT_RUN,
            default=1,
        ),
        Key(
            "labels",
            MapOf(qualified_name, Scalar("label value", label_value), "label keys"),
            "Labels of its Nodes; labels that others set stay.",
            LIVE,
            default={},
        ),
        Key(
            "taints",
            ListOf(TAINT),
            "Taints of its Nodes; taints that others set stay.",
            "changed key by key, from a control plane",
            default=[],
        ),
        Key("kubelet", Scalar("KubeletConfiguration fields", fields), "What differs from `kubelet` in this pool.", ROLLS_POOL, default={}),
        Key("drain", DRAIN, "How its nodes are drained before they are removed.", NEXT_RUN, default={}),
    ),
)
