"""The nodes of the cluster: the control plane, its etcd, and the pools of workers."""

from typing import Final

from ..entries import Component, ControlPlaneEntry, Drain, EtcdEntry, PoolEntry
from ..model import Arg, Taint
from ..readers import ListOf, MapOf, Scalar
from ..syntax.host import data_directory
from ..syntax.kubernetes import argument_name, dns_label, label_value, qualified_name
from ..syntax.network import certificate_name
from ..syntax.text import choice, fields, integer, truth, value_text
from ..tables import Default, Key, Object
from .changes import LIVE, NEXT_RUN, REFUSED, ROLLS_CONTROL_PLANE, ROLLS_POOL
from .hosts import HOSTS

ARG: Final = Object(
    "an argument",
    Arg,
    (
        Key("name", Scalar("name without dashes", argument_name), "Name of the argument; may occur more than once.", "as its list"),
        Key("value", Scalar("text", value_text, secret=True), "Its value, as text.", "as its list"),
    ),
)
EXTRA_ARGS: Final = Key(
    "extraArgs", ListOf(ARG), "Arguments that kubeadm adds, in this order.", ROLLS_CONTROL_PLANE, default=[], unset="none but kubeadm's"
)
COMPONENT: Final = Object("a component of the control plane", Component, (EXTRA_ARGS,))

CONTROL_PLANE: Final = Object(
    "the control plane",
    ControlPlaneEntry,
    (
        Key("hosts", HOSTS, "Hosts of the API server; one for now.", "adds and removes control planes"),
        Key(
            "initHost",
            Scalar("name of a host", dns_label),
            "The one host that may create the cluster; after that no host is special.",
            NEXT_RUN,
            default=Default.NONE,
            unset="the host, where there is one",
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

ETCD: Final = Object(
    "etcd",
    EtcdEntry,
    (
        Key(
            "topology",
            Scalar('"stacked"', choice("stacked", hint="; etcd on hosts of its own is not supported yet")),
            "Where etcd runs: beside each API server.",
            REFUSED,
            default="stacked",
        ),
        Key(
            "dataDir",
            Scalar("path", data_directory),
            "Its data directory; emptied when a node is removed.",
            REFUSED,
            default="/var/lib/etcd",
        ),
        EXTRA_ARGS,
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
    ),
)

WORKER_POOL: Final = Object(
    "a pool of workers that are alike",
    PoolEntry,
    (
        Key("name", Scalar("DNS label", dns_label), "Name of the pool.", "keeps the nodes; only the pool's name in the state changes"),
        Key("hosts", HOSTS, "Its hosts, in any order.", "adds and removes workers"),
        Key("maxUnavailable", Scalar("number", integer(1, 10000)), "How many nodes may be changed at a time.", NEXT_RUN, default=1),
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
