"""The effects that a changed input can have on a live host, in the words of a review."""

from dataclasses import dataclass
from enum import IntEnum
from typing import Final


class Risk(IntEnum):
    """How much an effect can cost the users of a cluster."""

    NONE = 0
    LOW = 1
    MEDIUM = 2
    HIGH = 3


@dataclass(frozen=True, slots=True)
class Effect:
    """One effect. `name` is stable: reports in JSON and gates use it. `says` is what happens on the host or to its Node, `users` what
    those notice whose pods run there, "" if nothing."""

    name: str
    says: str
    users: str = ""
    risk: Risk = Risk.LOW


NOTHING: Final[tuple[Effect, ...]] = ()
"""Of a parameter or file that a live host does not follow, or whose change the preview refuses."""

VERSION: Final = Effect("kubernetes-version", "Kubernetes on the host is brought to the version in the stack file")
MOVES_PODS: Final = Effect(
    "drain",
    "its pods move to other nodes before its kubelet goes to the next minor",
    "its pods are evicted as disruption budgets let them go, and made anew on other nodes by their controllers; pods without a controller "
    "and the content of emptyDir volumes are lost",
    Risk.MEDIUM,
)
KUBELET_PROGRAM: Final = Effect("kubelet-restart", "the kubelet is exchanged and restarts", "pods keep running", Risk.MEDIUM)
KUBELET: Final = Effect("kubelet-restart", "the kubelet restarts", "pods keep running", Risk.MEDIUM)
CONTAINERD: Final = Effect(
    "containerd-restart", "containerd restarts", "containers keep running; image pulls and new pods wait until it is back", Risk.MEDIUM
)
CONTAINERD_PACKAGE: Final = Effect(
    "containerd-package",
    "containerd is brought to the version in the stack file, and may restart; an older one than the host has is refused",
    "containers keep running",
    Risk.MEDIUM,
)
API_SERVER: Final = Effect(
    "api-server-restart",
    "kube-apiserver restarts",
    "kube-controller-manager and kube-scheduler of the host reach the API through it alone: one that leads may restart or hand over",
    Risk.MEDIUM,
)
CONTROLLER_MANAGER: Final = Effect(
    "controller-manager-restart", "kube-controller-manager restarts", "another one leads meanwhile, if there is one", Risk.MEDIUM
)
SCHEDULER: Final = Effect(
    "scheduler-restart", "kube-scheduler restarts", "another one leads meanwhile, if there is one; else new pods wait", Risk.MEDIUM
)
ETCD: Final = Effect("etcd-restart", "etcd restarts, and kube-apiserver of the host with it", API_SERVER.users, Risk.MEDIUM)
MEMBER: Final = Effect("etcd-member-restart", "etcd restarts, after a leader has handed over", risk=Risk.MEDIUM)
API_CERTIFICATE: Final = Effect(
    "api-certificate", "the API server's certificate is signed anew for the changed names; the API server reads it without a restart"
)
KUBEADM_CONFIG: Final = Effect("kubeadm-config", "kubeadm's configuration in the cluster is updated, for nodes that join later")
KUBE_PROXY: Final = Effect(
    "kube-proxy-rollout",
    "kube-proxy restarts on every node of the cluster, one node after another, as its DaemonSet rolls out",
    "Services keep their rules until it is back; another `mode` replaces them then, and new connections may wait for a moment",
    Risk.MEDIUM,
)
KUBE_PROXY_CONFIG: Final = Effect("kube-proxy-config", "the configuration of kube-proxy in the cluster is updated")
KUBE_VIP: Final = Effect(
    "kube-vip-restart",
    "kube-vip restarts, changes or stops",
    "the virtual address moves to another control plane or is away for seconds",
    Risk.MEDIUM,
)

HAPROXY: Final = Effect("haproxy-reload", "haproxy reloads", "open connections stay")
KEEPALIVED: Final = Effect("keepalived-reload", "keepalived reloads", "a virtual address that does not change stays where it is")
KEEPALIVED_SWITCH: Final = Effect(
    "keepalived-switch",
    "keepalived starts, stops or serves another virtual address",
    "clients of an address that goes lose their connections",
    Risk.HIGH,
)
BALANCER_SETUP: Final = Effect("balancer-setup", "haproxy is installed and started", risk=Risk.MEDIUM)
BALANCER_REMOVAL: Final = Effect(
    "balancer-removal", "haproxy is stopped and removed", "connections to the API through this host end", Risk.MEDIUM
)

REGISTRY_MIRRORS: Final = Effect(
    "registry-mirrors",
    "containerd asks other registry mirrors from the next image pull on; nothing restarts",
    "running pods are unaffected",
)
PACKAGE_SOURCES: Final = Effect("package-sources", "the package repositories change; no installed package changes by that")
PROXY: Final = Effect("proxy", "the HTTP proxy settings of containerd and the kubelet change", risk=Risk.MEDIUM)
ARCHIVE: Final = Effect("archive", "the new offline archive is unpacked and its images are imported; nothing restarts by that")
KERNEL: Final = Effect("kernel", "kernel modules and settings are applied at once; a module that is no longer listed stays until a boot")
JOURNALD: Final = Effect("journald-restart", "systemd-journald restarts with other limits")
HOSTNAME: Final = Effect("hostname", "the hostname changes")
HOSTS_FILE: Final = Effect("hosts-file", "the block of the stack in /etc/hosts changes")
TIME_ZONE: Final = Effect("time-zone", "the time zone of the host changes")
CHRONY: Final = Effect("chrony-restart", "the time servers change, and chrony is installed, restarted or given back")
PACKAGES: Final = Effect("packages", "packages are installed, exchanged or removed", risk=Risk.MEDIUM)
COMMANDS: Final = Effect("commands", "commands of the stack file run as root, once", "whatever the commands do", Risk.MEDIUM)
COMMANDS_FORGOTTEN: Final = Effect("commands-forgotten", "commands that left the stack file are forgotten; what they did stays")
SWAP: Final = Effect("swap", "swap is switched off, or given back", "memory that was swapped out has to fit again", Risk.MEDIUM)
SELINUX: Final = Effect("selinux", "the mode of SELinux changes at once and for later boots", risk=Risk.MEDIUM)
FIREWALL: Final = Effect(
    "firewall", "the rules of the cluster in the host's firewall change", "ports that are no longer listed are closed", Risk.MEDIUM
)
FIREWALL_OFF: Final = Effect("firewall-off", "the host's firewall is stopped, or started again", risk=Risk.HIGH)
SYSTEM: Final = Effect("system-check", "the host is compared with the platform in the stack file, and refused if it runs another one")
RELEASE: Final = Effect("etcd-release", "another release of etcd is installed", risk=Risk.MEDIUM)
FILES: Final = Effect("files", "a step runs again and changes nothing that is in use, such as a setting that the pool overrides")
PASSWORDS: Final = Effect("passwords", "files with passwords are rewritten")
REVISION: Final = Effect("revision", "the step runs again, because this library has changed it")
CONNECTION: Final = Effect("connection", "the steps of the host run again over the new SSH connection and find nothing to change")

LABELS: Final = Effect("labels", "labels of the Node change through the API", "selectors may match the node, or no longer match it")
ANNOTATIONS: Final = Effect("annotations", "annotations of the Node change through the API")
TAINTS: Final = Effect("taints", "taints of the Node change through the API", "they decide where new pods go; running pods stay")
EVICTS: Final = Effect(
    "evict",
    "taints of the Node change through the API, and a new one has the effect NoExecute",
    "running pods that do not tolerate it are ended at once, without regard to disruption budgets, and made anew on other nodes by their "
    "controllers",
    Risk.HIGH,
)
DRAIN_GROUP: Final = Effect("drain-group", "later upgrades and the removal of the Node follow the drain settings of its new pool")
DRAIN_SETTINGS: Final = Effect(
    "drain-settings", "the drain settings in the cluster change; removals and upgrades follow them from this run on"
)
QUORUM_CHECK: Final = Effect("quorum-check", "the quorum check runs before anything else changes")
