"""The nodes of the cluster: the control plane and the pools of workers."""

from typing import Any, Final

from ..model import Arg, ControlPlane, Drain, Host, Taint, WorkerPool
from ..readers import ListOf, Scalar
from ..syntax.amount import Percent, amount, part_of
from ..syntax.kubernetes import dns_label, label_value, qualified_name, version
from ..syntax.passed_on import certificate_name
from ..syntax.text import boolean, choice, fields, integer
from ..tables import INHERITED, Default, Key, Object
from .arguments import arguments
from .changes import LIVE, NEXT_RUN, PLATFORM_CHANGE, REMOVALS, ROLLS_CONTROL_PLANE, ROLLS_POOL, UPGRADES_POOL
from .hosts import ARCHITECTURE, HOST, PLATFORM, by_name, init_host
from .metadata import annotations, labels

VERSION: Final = Scalar('string such as "1.36.3"', version)
EXTRA_ARGS: Final = arguments("extraArgs", "Arguments that kubeadm adds, in this order.", ROLLS_CONTROL_PLANE)


def _arguments(*, extra_args: tuple[Arg, ...]) -> tuple[Arg, ...]:
    return extra_args


def _pool(*, hosts: tuple[Host, ...], max_unavailable: int | Percent, **fields: Any) -> WorkerPool:
    return WorkerPool(hosts=hosts, max_unavailable=part_of(max_unavailable, len(hosts)), **fields)


COMPONENT: Final = Object("a component of the control plane", _arguments, (EXTRA_ARGS,))

DRAIN: Final = Object(
    "how nodes are drained",
    Drain,
    (
        Key(
            "gracePeriodSeconds",
            Scalar("seconds, -1 for each pod's own", integer(-1, 86400)),
            "Time that pods get to end.",
            REMOVALS,
            default=-1,
        ),
        Key("timeoutSeconds", Scalar("seconds", integer(1, 86400)), "Time after which a drain has failed.", REMOVALS, default=300),
        Key(
            "onBlockedBudget",
            Scalar('"fail" or "force"', choice("fail", "force")),
            "When a PodDisruptionBudget blocks a drain to its end: fail and name it, or delete the pods all the same.",
            REMOVALS,
            default="fail",
        ),
    ),
)

CONTROL_PLANE: Final = Object(
    "the control plane",
    ControlPlane,
    (
        Key(
            "hosts",
            ListOf(HOST, empty="one host at least", order=by_name),
            "Hosts of the API server; an odd number with stacked etcd.",
            "adds and removes control planes",
        ),
        init_host("The one host that may create the cluster; after that no host is special."),
        Key("schedulable", Scalar("boolean", boolean), "Whether ordinary pods may run here.", ROLLS_CONTROL_PLANE, default=False),
        labels("Labels of the Nodes of control planes; labels that others set stay."),
        annotations("Annotations of the Nodes of control planes; annotations that others set stay."),
        Key(
            "drain",
            DRAIN,
            "How control planes are drained before they are removed, and how pods leave them for another minor.",
            REMOVALS,
            default={},
        ),
        Key(
            "certSans",
            ListOf(Scalar("address, DNS name or *.domain", certificate_name)),
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

WORKER_POOL: Final = Object(
    "a pool of workers that are alike",
    _pool,
    (
        Key("name", Scalar("DNS label", dns_label), "Name of the pool.", "keeps the nodes; only the pool's name in the state changes"),
        Key("platform", PLATFORM, "What its hosts run.", PLATFORM_CHANGE, default=INHERITED, unset="that of the stack", field=None),
        Key("architecture", ARCHITECTURE, "That of its hosts.", NEXT_RUN, default=INHERITED, unset="that of the stack", field=None),
        Key(
            "hosts",
            ListOf(HOST, order=by_name),
            "Its hosts, in any order; with none of them the pool is there for `drain`, which removals of its last hosts follow.",
            "adds and removes workers",
        ),
        Key(
            "maxUnavailable",
            Scalar('number or percentage such as "20%"', amount(10000)),
            "How many nodes may be changed at a time; a percentage of the pool is rounded down, to one at least.",
            NEXT_RUN,
            default=1,
        ),
        Key(
            "kubernetesVersion",
            VERSION,
            "Version of Kubernetes of its nodes: that of the cluster, or an older one, three minors at most.",
            UPGRADES_POOL,
            default=Default.NONE,
            unset="that of the cluster",
        ),
        labels("Labels of its Nodes; labels that others set stay."),
        annotations("Annotations of its Nodes; annotations that others set stay."),
        Key(
            "taints",
            ListOf(TAINT, order=str),
            "Taints of its Nodes; taints that others set stay.",
            "changed key by key, from a control plane",
            default=[],
        ),
        Key("kubelet", Scalar("KubeletConfiguration fields", fields), "What differs from `kubelet` in this pool.", ROLLS_POOL, default={}),
        Key(
            "drain",
            DRAIN,
            "How its nodes are drained before they are removed, and how pods leave them for another minor.",
            REMOVALS,
            default={},
        ),
    ),
)
