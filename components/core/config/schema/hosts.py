"""Hosts and how they are reached: `ssh`, and the items of every `hosts` list."""

from dataclasses import replace
from functools import partial
from typing import Any, Final

from ...architectures import ARCHITECTURES
from ...names import natural
from ...platform import PLATFORMS
from ..model import Bastion, Host, Ssh
from ..readers import Reading, Scalar
from ..syntax.host_keys import host_key
from ..syntax.kubernetes import host_name
from ..syntax.network import address
from ..syntax.passed_on import login_address, login_name
from ..syntax.text import boolean, choice, integer, text
from ..tables import INHERITED, Default, Derived, Key, Object, draft
from ..values import sibling
from .changes import CONNECTION, FOUNDER, PLATFORM_CHANGE
from .metadata import annotations, labels

PORT: Final = Scalar("port", integer(1, 65535))
USER: Final = Scalar("user name", login_name)
HOST_KEY: Final = Scalar('public key, "type base64"', host_key)
ADDRESS: Final = Scalar("address or DNS name", login_address)
PATH: Final = Scalar("path", text)

PLATFORM: Final = Scalar(", ".join(PLATFORMS), choice(*PLATFORMS))
ARCHITECTURE: Final = Scalar(" or ".join(ARCHITECTURES), choice(*ARCHITECTURES))


def _known_bastion(path: str, reading: Reading) -> str:
    address, port = reading.values.at(sibling(path, "address"), str), reading.values.at(sibling(path, "port"), int)
    return (address and port and reading.known_hosts.key(address, port)) or ""


def _known_host(path: str, reading: Reading) -> str:
    address, port = (reading.values.at(sibling(path, key), object) for key in ("address", "ssh.port"))
    login = reading.values.at(sibling(path, "ssh.address"), str) or str(address)
    return (isinstance(port, int) and reading.known_hosts.key(login, port)) or ""


def _only_host(path: str, reading: Reading) -> str | None:
    """Returns the name of the only host. With several, the stack file has to name one: it is never "the first in the list"."""
    hosts = sibling(path, "hosts")
    return None if reading.values.at(f"{hosts}[1]", object) else reading.values.at(f"{hosts}[0].name", str)


def _host(*, ssh: Ssh, host_key: str, **fields: Any) -> Host:
    return Host(ssh=replace(ssh, host_key=host_key), **fields)


def by_name(host: Host) -> tuple[tuple[str, int], ...]:
    """Returns the key by which hosts are sorted in every list: their names in natural order."""
    return natural(host.name)


BASTION: Final = Object(
    "an SSH server to hop through",
    Bastion,
    (
        Key("address", ADDRESS, "Address of the bastion.", CONNECTION),
        Key("port", PORT, "Port of its SSH server.", CONNECTION, default=22),
        Key("user", USER, "User on the bastion.", CONNECTION, default="root"),
        Key("hostKey", HOST_KEY, "Its public host key.", CONNECTION, default=Derived(_known_bastion), unset="taken from `ssh.knownHosts`"),
    ),
)

SSH: Final = Object(
    "how hosts are reached",
    draft,
    (
        Key("user", USER, "User on every host; not root: needs sudo without a password.", CONNECTION, default="root"),
        Key("port", PORT, "Port of the hosts' SSH servers.", CONNECTION, default=22),
        Key(
            "knownHosts",
            PATH,
            "A known_hosts file (sshd(8), hashed entries too) with the keys of hosts that have no `hostKey`.",
            CONNECTION,
            default=Default.NONE,
            unset="every host needs a `hostKey`",
        ),
        Key(
            "privateKeyFile",
            PATH,
            "A private key file; its content then stands, encrypted, in the state.",
            CONNECTION,
            default=Default.NONE,
            unset="the SSH agent is asked, or the secret `kubeadm:sshPrivateKey` is used",
        ),
        Key(
            "bastion",
            BASTION,
            "The host that connections hop through.",
            CONNECTION,
            default=Default.NONE,
            unset="hosts are reached directly",
        ),
    ),
)

HOST_SSH: Final = Object(
    "what differs from `ssh` for one host",
    partial(Ssh, host_key=""),
    (
        Key(
            "address",
            ADDRESS,
            "Where its SSH server is found, if not at the host's `address`: a public address, or a name.",
            CONNECTION,
            default=Default.NONE,
            unset="the host's `address`",
        ),
        Key("user", USER, "User on this host.", CONNECTION, default=INHERITED, unset="`ssh.user`"),
        Key("port", PORT, "Port of its SSH server.", CONNECTION, default=INHERITED, unset="`ssh.port`"),
        Key("bastion", BASTION, "Its bastion.", CONNECTION, default=INHERITED, unset="`ssh.bastion`"),
    ),
)

HOST: Final = Object(
    "a host",
    _host,
    (
        Key(
            "name",
            Scalar("DNS name, 63 characters at most", host_name),
            "Its name, and that of its Node where it becomes one; with a domain where your hosts have one (node-1.dc1.example.com).",
            "refused while the machine is in the cluster: remove the host, run `up`, add it under its new name",
        ),
        Key(
            "address",
            Scalar("IPv4 address", address),
            "Its address in the cluster, and that of its SSH server unless `ssh.address` is another.",
            "refused while it is in the cluster: remove the host, run `up`, add it",
        ),
        Key("ssh", HOST_SSH, "What differs from `ssh`.", CONNECTION, default={}),
        Key("hostKey", HOST_KEY, "Its public host key.", CONNECTION, default=Derived(_known_host), unset="taken from `ssh.knownHosts`"),
        Key(
            "platform",
            PLATFORM,
            "The release of its system, as its /etc/os-release has it.",
            PLATFORM_CHANGE,
            default=INHERITED,
            unset="that of its pool, else of the stack",
        ),
        Key(
            "architecture",
            ARCHITECTURE,
            "The architecture of its processor.",
            "only with another `generation`: it is another machine",
            default=INHERITED,
            unset="that of its pool, else of the stack",
        ),
        Key(
            "generation",
            Scalar("number", integer(1, 100_000)),
            "Counts the disks it has had; raise it, and write the new `hostKey`, when it comes back on an empty one.",
            "the host is set up anew; what it was is forgotten without contact",
            default=1,
        ),
        Key(
            "dead",
            Scalar("boolean", boolean),
            "That its disk is lost: it is not contacted any more.",
            "`true` takes its etcd member and its Node away; after that take the host out, or raise its `generation`",
            default=False,
        ),
        Key(
            "podNetworkAddress",
            Scalar("IPv4 address", address),
            "Of a node with flannel: its address on the network that packets of pods take from node to node.",
            "restarts flannel on every node, one after the other; pods go on running",
            default=Default.NONE,
            unset="`address`",
        ),
        labels("Labels of its Node, beside those of its pool or of the control planes, and instead of them where both have a key."),
        annotations("Annotations of its Node, in the same way."),
    ),
)


def init_host(about: str) -> Key:
    """Returns the key `initHost` of a table with `hosts` above it."""
    unset = "the host where there is one; required with several"
    return Key("initHost", Scalar("name of a host", host_name), about, FOUNDER, default=Derived(_only_host), unset=unset)
