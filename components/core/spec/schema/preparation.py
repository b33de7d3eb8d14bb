"""What a host needs before Kubernetes, and what of it is to be as the stack file says."""

from typing import Final

from ..model import Preparation
from ..readers import ListOf, MapOf, Scalar
from ..syntax.host import kernel_module, sysctl_name
from ..syntax.text import choice, text
from ..tables import Key, Object
from .changes import ROLLS_ALL

PREPARATION: Final = Object(
    "what a host needs before Kubernetes",
    Preparation,
    (
        Key(
            "swap",
            Scalar('"off" or "keep"', choice("off", "keep")),
            "Whether swap is turned off; `keep` needs `kubelet.failSwapOn: false`.",
            ROLLS_ALL,
            default="off",
        ),
        Key(
            "selinux",
            Scalar('"leave", "permissive" or "enforcing"', choice("leave", "permissive", "enforcing")),
            "What SELinux is where a host has it; `enforcing` brings the policy that containers need, and labels them.",
            ROLLS_ALL,
            default="leave",
        ),
        Key(
            "kernelModules",
            ListOf(Scalar("module name", kernel_module)),
            "Modules to load beside overlay and br_netfilter.",
            ROLLS_ALL,
            default=[],
        ),
        Key(
            "sysctl",
            MapOf(sysctl_name, Scalar("text", text), "kernel settings"),
            "Settings beside ip_forward and bridge-nf-call-iptables, which are 1.",
            ROLLS_ALL,
            default={},
        ),
    ),
)
