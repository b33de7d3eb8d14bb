"""What a host needs before Kubernetes, and what of it is to be as the stack file says. Whatever is left out is left as it is."""

from typing import Final

from ..model import Commands, HostsFile, Journal, Preparation, Time
from ..readers import ListOf, MapOf, Scalar
from ..syntax.host import journal_age, journal_size, kernel_module, kubelet_drop_in, package, sysctl_name, time_zone
from ..syntax.passed_on import hosts_address, hosts_name, time_server
from ..syntax.text import boolean, choice, document_text, text
from ..tables import Default, Key, Object
from .changes import ROLLS_ALL

TIME: Final = Object(
    "the hosts' clocks",
    Time,
    (
        Key(
            "servers",
            ListOf(Scalar("address or DNS name", time_server)),
            "What chrony follows, and nothing else; it is installed where it is missing. With none the host's time service stays as it is.",
            ROLLS_ALL,
            default=[],
        ),
        Key(
            "zone",
            Scalar("time zone", time_zone),
            "Time zone of the hosts, such as Europe/Berlin.",
            ROLLS_ALL,
            default=Default.NONE,
            unset="each host's own",
        ),
    ),
)

HOSTS_FILE: Final = Object(
    "lines in /etc/hosts, in a block between two marks; all other lines stay as they are",
    HostsFile,
    (
        Key(
            "cluster",
            Scalar("boolean", boolean),
            "Whether every host knows all hosts of the cluster by name.",
            f"{ROLLS_ALL}, and so does every host that comes or goes",
            default=False,
        ),
        Key(
            "entries",
            MapOf(hosts_name, Scalar("IP address", hosts_address), "names"),
            "Further names and their addresses.",
            ROLLS_ALL,
            default={},
        ),
    ),
)

JOURNAL: Final = Object(
    "limits of the hosts' journals",
    Journal,
    (
        Key(
            "maxUse",
            Scalar("size such as 1G", journal_size),
            "How much of a disk, or of memory, the journal may fill.",
            ROLLS_ALL,
            default=Default.NONE,
            unset="each host's own",
        ),
        Key(
            "keepFor",
            Scalar("age such as 30d", journal_age),
            "How old entries become.",
            ROLLS_ALL,
            default=Default.NONE,
            unset="each host's own",
        ),
    ),
)

COMMAND: Final = Scalar("commands for bash", document_text)

COMMANDS: Final = Object(
    "commands of your own, run as root by `bash -e`",
    Commands,
    (
        Key("before", ListOf(COMMAND), "Run before a host is prepared, in this order.", f"a new text {ROLLS_ALL}", default=[]),
        Key("after", ListOf(COMMAND), "Run when it is prepared, before it joins.", f"a new text {ROLLS_ALL}", default=[]),
    ),
)

PREPARATION: Final = Object(
    "what a host needs before Kubernetes",
    Preparation,
    (
        Key(
            "swap",
            Scalar('"off", "limited" or "keep"', choice("off", "limited", "keep")),
            "`off` turns swap off, for reboots too; `limited` leaves it on, and pods use it up to their share (with cgroup v2); "
            "`keep` leaves it on and needs `kubelet.failSwapOn: false`.",
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
            "Modules to load beside overlay and br_netfilter. One that leaves the list stays loaded until the host boots.",
            ROLLS_ALL,
            default=[],
        ),
        Key(
            "sysctl",
            MapOf(sysctl_name, Scalar("string", text), "kernel settings"),
            "Settings beside ip_forward and bridge-nf-call-iptables, which are 1. One that leaves gets back the value it had before.",
            ROLLS_ALL,
            default={},
        ),
        Key("time", TIME, "Time servers and time zone.", "see its keys", default={}),
        Key(
            "hostname",
            Scalar('"leave" or "set"', choice("leave", "set")),
            "`set` gives each host the name it has here, and a line in its /etc/hosts.",
            ROLLS_ALL,
            default="leave",
        ),
        Key("hostsFile", HOSTS_FILE, "Names that hosts find without DNS.", "see its keys", default={}),
        Key("journal", JOURNAL, "What the hosts' journals may grow to.", "see its keys", default={}),
        Key(
            "kubeletDropIns",
            MapOf(kubelet_drop_in, Scalar("text of a systemd unit", document_text), "file names"),
            "Files for /etc/systemd/system/kubelet.service.d.",
            f"{ROLLS_ALL}, and restarts the kubelet",
            default={},
        ),
        Key(
            "packages",
            ListOf(Scalar("name or name=version", package)),
            "Packages to install; one with a version, or a pattern such as 3.2.*, is held there. One that leaves the list is removed "
            "where it came with it.",
            ROLLS_ALL,
            default=[],
        ),
        Key("commands", COMMANDS, "Whatever no other key does.", "see its keys", default={}),
    ),
)
